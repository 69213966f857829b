"""What a client cannot carry: conversations are recognised, and earlier thinking is put back."""
