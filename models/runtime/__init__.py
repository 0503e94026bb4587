"""What runs a network: ONNX Runtime, OpenVINO or torch, behind one call."""
