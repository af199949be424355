"""What stands between LocalStack's gateway and the emulator's own server; nothing here imports LocalStack by itself."""
