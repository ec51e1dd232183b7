"""Torch with one thread: the arrays here are tiny, and a second thread only waits for the first."""

import torch

torch.set_num_threads(1)
