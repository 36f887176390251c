"""ONNX Runtime through its C API, for benchmarks: the npm package onnxruntime-node has the library
but no header, and its binding for Node copies."""

import ctypes
import tempfile

import onnx
from onnx import TensorProto, helper

# Places in the table that OrtApiBase::GetApi gives, by onnxruntime_c_api.h.
VERSION = 18
GET_ERROR_MESSAGE, CREATE_ENV, CREATE_SESSION, RUN, CREATE_SESSION_OPTIONS = 2, 3, 7, 9, 10
SET_INTRA_OP_NUM_THREADS, CREATE_TENSOR, CREATE_CPU_MEMORY_INFO = 24, 49, 69
FLOAT32, FLOAT16, FLOAT64, BFLOAT16 = 1, 10, 11, 16
DTYPES = {"float32": FLOAT32, "float16": FLOAT16, "float64": FLOAT64, "bfloat16": BFLOAT16}


class Runtime:
    """One thread, models of one node."""

    def __init__(self, library):
        lib = ctypes.CDLL(library)
        lib.OrtGetApiBase.restype = ctypes.POINTER(ctypes.c_void_p)
        get_api = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_uint32)(lib.OrtGetApiBase()[0])
        self.table = ctypes.cast(get_api(VERSION), ctypes.POINTER(ctypes.c_void_p))
        self.env = self.make(CREATE_ENV, ctypes.c_int(3), b"peers")
        self.options = self.make(CREATE_SESSION_OPTIONS)
        self.call(SET_INTRA_OP_NUM_THREADS, self.options, ctypes.c_int(1))
        self.memory = self.make(CREATE_CPU_MEMORY_INFO, ctypes.c_int(0), ctypes.c_int(0))

    def call(self, index, *arguments):
        types = [ctypes.c_void_p if isinstance(each, bytes) else type(each) for each in arguments]
        function = ctypes.CFUNCTYPE(ctypes.c_void_p, *types)(self.table[index])
        status = function(*arguments)
        if status:
            message = ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)(
                self.table[GET_ERROR_MESSAGE])
            raise RuntimeError(message(status).decode())

    def make(self, index, *arguments):
        made = ctypes.c_void_p()
        self.call(index, *arguments, ctypes.pointer(made))
        return made

    def runner(self, x, y, operator, **attributes):
        """A call that writes operator(x) to y, NumPy arrays of one shape, without a copy.
        RuntimeError if the operator has no kernel for their dtype."""
        opset, dtype = attributes.pop("opset", 20), DTYPES[str(x.dtype)]
        extra = attributes.pop("inputs", {})  # such as Clip's bounds
        values = [helper.make_tensor_value_info(name, dtype, [x.size]) for name in "xy"]
        node = helper.make_node(operator, ["x", *extra], ["y"], **attributes)
        constants = [helper.make_tensor(name, dtype, [], [value]) for name, value in extra.items()]
        graph = helper.make_graph([node], "one", values[:1], values[1:], constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
        model.ir_version = 10
        with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
            onnx.save(model, file.name)
            session = self.make(CREATE_SESSION, self.env, file.name.encode(), self.options)
        tensors = [self.tensor(array, dtype) for array in (x, y)]
        arguments = (session, ctypes.c_void_p(None), (ctypes.c_char_p * 1)(b"x"),
                     (ctypes.c_void_p * 1)(tensors[0].value), ctypes.c_size_t(1),
                     (ctypes.c_char_p * 1)(b"y"), ctypes.c_size_t(1),
                     (ctypes.c_void_p * 1)(tensors[1].value))
        self.call(RUN, *arguments)  # raises where it will not work
        run = ctypes.CFUNCTYPE(ctypes.c_void_p, *map(type, arguments))(self.table[RUN])
        return lambda arrays=(x, y): run(*arguments)  # which it keeps alive

    def tensor(self, array, dtype):
        return self.make(CREATE_TENSOR, self.memory, ctypes.c_void_p(array.ctypes.data),
                         ctypes.c_size_t(array.nbytes), (ctypes.c_int64 * 1)(array.size),
                         ctypes.c_size_t(1), ctypes.c_int(dtype))
