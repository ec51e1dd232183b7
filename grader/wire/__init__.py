"""What judge and sandbox share: values, operations, serving them, the form of replies."""
