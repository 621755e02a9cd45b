"""C++ sources of the package, compiled on first use into the user's cache and loaded by ctypes.

Native code is an acceleration only: whatever calls it has a twin in Python with the same results, and uses that where
no compiler is found or native code is switched off by ``GRAPHMEM_NATIVE=0``.  The sources are plain C++17 without the
headers of Python or PyTorch, so that they compile in seconds.
"""
