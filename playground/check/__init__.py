"""The Check losses page: can two reported losses both be true?"""
