"""What is written for everybody: how it is drawn, and the pages of those who write it."""
