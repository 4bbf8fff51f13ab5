"""What both sides know before the first message: the dictionary all messages are compressed with."""
