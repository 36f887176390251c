include(${CMAKE_CURRENT_LIST_DIR}/silu-targets.cmake)
