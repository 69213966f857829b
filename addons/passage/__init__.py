"""One exchange on its flow: its deadlines, its record, and the tap that its answer goes through."""
