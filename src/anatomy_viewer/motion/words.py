"""Measurements in plain words, with the names of the muscle's actions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from anatomy_viewer.motion.frame import Measurement
from anatomy_viewer.motion.pose import COORDINATES, DIRECTIONS, Coordinate, Pose

# What a muscle with a positive and with a negative moment arm is called.
ROLES: Mapping[Coordinate, tuple[str, str]] = MappingProxyType(
    {
        "flexion": ("flexor", "extensor"),
        "abduction": ("abductor", "adductor"),
        "rotation": ("external rotator", "internal rotator"),
    }
)
_NOTHING_MM = 1.0  # an arm below this pulls about nothing
OVERLAP_MM = 2.0  # contact the model's bones may show without a word


def pose_text(pose: Pose) -> str:
    """A pose in words: 'flexion 90°, abduction 20°', or 'neutral pose'."""
    parts = []
    for name in COORDINATES:
        value = getattr(pose, name)
        if abs(value) >= 0.5:
            parts.append(f"{DIRECTIONS[name][value < 0]} {abs(value):.0f}°")
    return ", ".join(parts) if parts else "neutral pose"


def role_words(coordinate: Coordinate, arm_mm: float) -> str:
    """What a moment arm makes of the muscle: 'external rotator', or 'none' below 1 mm."""
    return "none" if abs(arm_mm) < _NOTHING_MM else ROLES[coordinate][arm_mm < 0]


def arm_words(coordinate: Coordinate, arm_mm: float) -> str:
    """One moment arm: 'external rotator 35 mm', or 'none' below 1 mm."""
    if abs(arm_mm) < _NOTHING_MM:
        return "none"
    return f"{ROLES[coordinate][arm_mm < 0]} {abs(arm_mm):.0f} mm"


def action_words(arms_mm: Mapping[Coordinate, float]) -> str:
    """All moment arms, the longest first: 'external rotator 35 mm, adductor 9 mm'."""
    ranked = sorted(COORDINATES, key=lambda c: -abs(arms_mm[c]))
    words = [arm_words(c, arms_mm[c]) for c in ranked if abs(arms_mm[c]) >= _NOTHING_MM]
    return ", ".join(words) if words else "none"


def length_words(change_mm: float) -> str:
    """A change of length from neutral: '12 mm longer than in neutral'."""
    if abs(change_mm) < 0.5:
        return "as long as in neutral"
    return f"{abs(change_mm):.0f} mm {'longer' if change_mm > 0 else 'shorter'} than in neutral"


def overlap_words(measurement: Measurement) -> str | None:
    """A warning where the model's bones overlap by more than 2 mm, else None."""
    if measurement.bone_overlap_mm <= OVERLAP_MM:
        return None
    return (
        f"Here the model's bones overlap by {measurement.bone_overlap_mm:.0f} mm: "
        "a real hip stops before."
    )
