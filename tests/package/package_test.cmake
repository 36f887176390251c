file(REMOVE_RECURSE ${SCRATCH})

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${SCRATCH}/prefix)
# The one subcommand that needs more than the program itself.
run(${SCRATCH}/prefix/bin/silu-cli block)
run(${CMAKE_COMMAND} -S ${CONSUMER} -B ${SCRATCH}/build -G Ninja
  -D CMAKE_PREFIX_PATH=${SCRATCH}/prefix -D CMAKE_CXX_COMPILER=${COMPILER}
  -D CMAKE_CXX_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${SCRATCH}/build)
run(${SCRATCH}/build/consumer)

# The C++ example of the README compiles as it is pasted.
file(READ ${CONSUMER}/../../../README.md readme)
string(REGEX MATCH "```cpp\n([^`]*)```" found "${readme}")
if(NOT found)
  message(FATAL_ERROR "README.md has no C++ example")
endif()
file(WRITE ${SCRATCH}/readme/main.cpp "${CMAKE_MATCH_1}")
file(WRITE ${SCRATCH}/readme/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)
project(readme LANGUAGES CXX)
find_package(silu REQUIRED)
add_executable(your_program main.cpp)
target_link_libraries(your_program PRIVATE silu::silu)
")
run(${CMAKE_COMMAND} -S ${SCRATCH}/readme -B ${SCRATCH}/readme/build -G Ninja
  -D CMAKE_PREFIX_PATH=${SCRATCH}/prefix -D CMAKE_CXX_COMPILER=${COMPILER}
  -D CMAKE_CXX_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${SCRATCH}/readme/build)
run(${SCRATCH}/readme/build/your_program)

# The consumer only computes, so it must not carry the articles; the program that prints them does.
function(expect_articles program expected)
  file(STRINGS ${program} found REGEX "https://arxiv.org/" LIMIT_COUNT 1)
  string(COMPARE NOTEQUAL "${found}" "" has_articles)
  if(NOT has_articles EQUAL expected)
    message(FATAL_ERROR "${program} has articles: ${has_articles}, expected: ${expected}")
  endif()
endfunction()
expect_articles(${SCRATCH}/prefix/bin/silu-cli 1)
expect_articles(${SCRATCH}/build/consumer 0)
