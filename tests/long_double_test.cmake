# Fails if a file in SRC has a long double: on another processor that is another type.
cmake_minimum_required(VERSION 3.25)

file(GLOB_RECURSE files ${SRC}/*.h ${SRC}/*.cpp)
if(NOT files)
  message(FATAL_ERROR "no sources in ${SRC}")
endif()
foreach(file IN LISTS files)
  file(STRINGS ${file} lines REGEX "long double|strtold|[0-9]L[^a-zA-Z0-9]")
  foreach(line IN LISTS lines)
    message(SEND_ERROR "${file}: ${line}")
  endforeach()
endforeach()
