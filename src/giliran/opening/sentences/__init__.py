"""What an opening says to people."""

from giliran.opening.sentences.refusals import SENTENCES, sentence

__all__ = ["SENTENCES", "sentence"]
