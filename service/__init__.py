"""Hubbub, a group chat. `sanic service.app` takes the attribute `app` of this package; all other names are imported from their
modules."""


def __getattr__(name: str) -> object:
    """Makes `app` when Sanic asks the package for it, so that importing one module does not build the whole service."""
    if name != "app":
        raise AttributeError(name)
    from service.app import app

    globals()["app"] = app  # replaces the module `app`, which the import above put here
    return app
