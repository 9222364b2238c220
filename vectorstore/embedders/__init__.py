"""Text into vectors: the local models on ONNX Runtime, and OpenAI's protocol."""
