"""Making the models: degradations, data, losses, trainers."""
