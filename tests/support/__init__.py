"""What tests share: the corpus, judges, strategies. Nothing here is a test."""
