# The beat tracker's network: log-mel frames to the probability of a beat and of a downbeat in each frame.
# Knows nothing of audio files, training or decoding.
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class BeatTrackerConfig:
    mel_bands: int = 64
    front_channels: tuple[int, int] = (16, 32)
    width: int = 80
    # Kernel 5, so a block sees +-2 * dilation frames; two passes over the scales, the second sparse.
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64, 128, 1, 4, 16, 64)
    dropout: float = 0.1

    @property
    def context_frames(self) -> int:
        """Frames on either side that can change an output: the front end's 2 and every block's reach."""
        return 2 + 2 * sum(self.dilations)

    def to_json(self) -> dict:
        return asdict(self)


class FrontEnd(nn.Module):
    """[B, 1, F, M] -> [B, width, F]: small time-frequency patches, the frequency axis folded into channels."""

    def __init__(self, config: BeatTrackerConfig):
        super().__init__()
        first, second = config.front_channels
        bands = config.mel_bands
        for _ in range(2):
            bands = (bands + 2 - 3) // 3 + 1
        self.convolutions = nn.Sequential(
            nn.Conv2d(1, first, 3, stride=(1, 3), padding=1, bias=False), nn.BatchNorm2d(first), nn.ELU(),
            nn.Conv2d(first, second, 3, stride=(1, 3), padding=1, bias=False), nn.BatchNorm2d(second), nn.ELU(),
        )
        self.fold = nn.Conv1d(second * bands, config.width, 1)

    def forward(self, mel: Tensor) -> Tensor:
        patches = self.convolutions(mel)  # [B, second, F, bands]
        return self.fold(patches.permute(0, 1, 3, 2).flatten(1, 2))  # [B, width, F]


class DilatedBlock(nn.Module):
    """Residual dilated convolution over time (Davies and Boeck, EUSIPCO 2019, without their pooling)."""

    def __init__(self, width: int, dilation: int, dropout: float):
        super().__init__()
        self.body = nn.Sequential(
            nn.BatchNorm1d(width), nn.ELU(), nn.Conv1d(width, width, 5, dilation=dilation, padding=2 * dilation),
            nn.ELU(), nn.Dropout(dropout), nn.Conv1d(width, width, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)  # [B, width, F]


class BeatTracker(nn.Module):
    def __init__(self, config: BeatTrackerConfig = BeatTrackerConfig()):
        super().__init__()
        self.config = config
        self.front_end = FrontEnd(config)
        self.blocks = nn.Sequential(*(DilatedBlock(config.width, dilation, config.dropout) for dilation in config.dilations))
        self.head = nn.Sequential(nn.BatchNorm1d(config.width), nn.ELU(), nn.Conv1d(config.width, 2, 1))

    def forward(self, mel: Tensor) -> Tensor:
        """Log-mel [B, F, M] -> logits [B, F, 2]: beat, downbeat."""
        return self.head(self.blocks(self.front_end(mel.unsqueeze(1)))).transpose(1, 2)


class BeatProbabilities(nn.Module):
    """What is exported: probabilities, so that a reader of the graph needs no convention."""

    def __init__(self, tracker: BeatTracker):
        super().__init__()
        self.tracker = tracker

    def forward(self, mel: Tensor) -> Tensor:
        return torch.sigmoid(self.tracker(mel))
