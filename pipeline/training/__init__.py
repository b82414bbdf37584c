"""Training of the tone model from data files; needs the extra `train` (PyTorch, ONNX). Nothing else in the project
imports this package.

`python -m pipeline.training --help` lists the steps: fit, blend, export.
"""
