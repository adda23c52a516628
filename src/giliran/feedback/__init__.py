"""What people say after a visit, and about the product: answers without names, and the index that they make."""
