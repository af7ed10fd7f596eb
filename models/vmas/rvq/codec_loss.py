"""What the codec is trained on: spectra at many resolutions, fine enough to part harmonics, and in the second stage
discriminators of spectrograms (no waveform discriminators: most of the cost, model-notes 4.2)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

WINDOWS = (256, 512, 1024, 2048, 4096)  # samples; hops of a quarter
FLOOR = 1e-4  # -80 dB of a full-scale sine


def magnitudes(audio: Tensor, window: int) -> Tensor:
    """[..., N] -> [M, bins, T]; a full-scale sine has magnitude 1."""
    hann = torch.hann_window(window, device=audio.device)
    spectrum = torch.stft(audio.flatten(0, -2), window, window // 4, window=hann, center=True, return_complex=True)
    return spectrum.abs() * (2 / hann.sum())


def spectral(made: Tensor, real: Tensor) -> dict[str, Tensor]:
    """Log-magnitude distance (nats) and spectral convergence (share of energy), means over WINDOWS."""
    log, convergence = [], []
    for window in WINDOWS:
        a, b = magnitudes(made, window), magnitudes(real, window)
        log.append(((a + FLOOR).log() - (b + FLOOR).log()).abs().mean())
        error = (a - b).square().sum((1, 2))
        convergence.append((error / b.square().sum((1, 2)).clamp(min=1e-4)).clamp(min=1e-8).sqrt().mean())
    return {"log": torch.stack(log).mean(), "convergence": torch.stack(convergence).mean()}


class SpectrogramJudge(nn.Module):
    """One resolution: compressed complex spectrogram to a map of scores; features of every layer for matching."""

    def __init__(self, window: int, width: int):
        super().__init__()
        self.window = window
        sizes = (2, width, width, 2 * width, 2 * width)
        weight = nn.utils.parametrizations.weight_norm
        self.layers = nn.ModuleList(
            weight(nn.Conv2d(a, b, (5, 3), stride=(2, 1) if i else (1, 1), padding=(2, 1)))
            for i, (a, b) in enumerate(zip(sizes, sizes[1:]))
        )
        self.last = weight(nn.Conv2d(sizes[-1], 1, 3, padding=1))

    def forward(self, audio: Tensor) -> tuple[Tensor, list[Tensor]]:
        """[B, channels, N] -> scores, features."""
        hann = torch.hann_window(self.window, device=audio.device)
        spectrum = torch.stft(audio.flatten(0, 1), self.window, self.window // 4, window=hann, return_complex=True)
        spectrum = spectrum * (2 / hann.sum())
        loud = spectrum.abs().clamp(min=1e-5)
        x = torch.view_as_real(spectrum * loud.pow(-0.7)).permute(0, 3, 1, 2)  # magnitudes to the power 0.3
        features = []
        for layer in self.layers:
            x = functional.leaky_relu(layer(x), 0.1)
            features.append(x)
        return self.last(x), features


class Judges(nn.Module):
    def __init__(self, width: int = 8, windows: tuple[int, ...] = (512, 1024, 2048)):
        super().__init__()
        self.judges = nn.ModuleList(SpectrogramJudge(window, width) for window in windows)

    def forward(self, audio: Tensor) -> list[tuple[Tensor, list[Tensor]]]:
        return [judge(audio) for judge in self.judges]


def judge_loss(real: list, made: list) -> Tensor:
    """Hinge: real above 1, made below -1."""
    terms = [functional.relu(1 - r[0]).mean() + functional.relu(1 + m[0]).mean() for r, m in zip(real, made)]
    return sum(terms) / len(terms)


def maker_loss(real: list, made: list) -> dict[str, Tensor]:
    """`adversarial`: scores up; `features`: the judges' features as of the real sound."""
    adversarial = sum(-m[0].mean() for m in made) / len(made)
    pairs = [(a.detach(), b) for r, m in zip(real, made) for a, b in zip(r[1], m[1])]
    features = sum((a - b).abs().mean() / a.abs().mean().clamp(min=1e-4) for a, b in pairs) / len(pairs)
    return {"adversarial": adversarial, "features": features}
