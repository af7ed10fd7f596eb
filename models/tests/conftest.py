"""One thread a test: small tensors gain nothing from more, and a busy machine makes threads wait for one another."""

import torch

torch.set_num_threads(1)
