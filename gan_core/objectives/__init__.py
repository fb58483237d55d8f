"""The maths of GAN training: losses, penalties, augmentation, EMA, one update of D and of G."""
