"""Hubbub, a group chat; `sanic service.app` finds the app here. Everything else is imported from its own module."""


def __getattr__(name: str) -> object:
    """Sanic asks the package for `app`; made when asked for, so that importing one module does not build it all."""
    if name != "app":
        raise AttributeError(name)
    from service.app import app

    globals()["app"] = app  # the import above left the module of that name here
    return app
