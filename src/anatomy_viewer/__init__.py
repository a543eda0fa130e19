"""Anatomy Viewer: the obturator internus, its turn behind the ischium, and the hip it moves."""

__version__ = "0.1.0"
