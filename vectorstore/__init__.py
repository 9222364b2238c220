"""Papers in, passages out: readers, chunking, embedding, the ledger, its indexes and hybrid search.

Knows nothing of models that write, nor of the page. Import the modules themselves: this file loads nothing,
so that a light import (`vectorstore.types`) does not load Chroma.
"""

import os

# ONNX Runtime 1.32 reports its use to its maker unless told not to before it is first imported, by whomever.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
os.environ.setdefault("ORT_TELEMETRY_DISABLED", "1")

# Threads of OpenBLAS wait by spinning after each product, and take the cores from the embedding that follows.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
