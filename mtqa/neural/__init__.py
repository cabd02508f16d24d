"""What neural metrics share: models on disk and on the hub, devices, batches, windows, and scores that are kept."""
