from package.owner import REGISTRY as SHARED  # noqa: F401
