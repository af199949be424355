"""Both engines of the embedded edge held to the same behaviour of AWS, by boto3 against a real edge process."""
