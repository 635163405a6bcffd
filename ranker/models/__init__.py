"""From text to scores: encoder, features, profile vectors, the logistic model, calibration."""
