"""What there is: structures, landmarks, joints and muscles, loaded and checked."""
