"""The PyTorch twin of worker.mjs: one training step and one line of JSON for every line on stdin."""
import importlib.util
import json
import pathlib
import sys
import time

import torch

name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
path = pathlib.Path(__file__).parent.parent / "workloads" / f"{name}.py"
if not path.exists():
    sys.exit(f"no {path.name}: this workload has no PyTorch twin")
spec = importlib.util.spec_from_file_location("workload", path)
workload = importlib.util.module_from_spec(spec)
spec.loader.exec_module(workload)


def read(group):
    flat = torch.frombuffer(bytearray((folder / f"{group}.bin").read_bytes()), dtype=torch.float32)
    specs = json.loads((folder / f"{group}.json").read_text())
    sizes = [torch.Size(s["shape"]).numel() for s in specs]
    return {s["name"]: part.reshape(s["shape"]).clone() for s, part in zip(specs, flat.split(sizes))}


parameters = {key: torch.nn.Parameter(value) for key, value in read("parameters").items()}
inputs = read("inputs")
optimizer = torch.optim.Adam(parameters.values(), lr=0.001)

for _ in sys.stdin:
    began = time.perf_counter()
    loss = workload.loss(parameters, inputs)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    value = loss.item()
    print(json.dumps({"ms": (time.perf_counter() - began) * 1e3, "loss": value}), flush=True)
