"""What the servers of a client's vendor do beside asking the model, and the upstream does not."""

from dataclasses import replace

from translators.dialect import Context
from translators.hub.document import Extras
from translators.hub.request import Request


def fit(request: Request, context: Context) -> Request:
    """Report the services that the upstream does not do, and take them out."""
    client = context.client
    extras = request.extras.get(client.family) if client else None
    if client is None or not extras or context.origin.dialect == client.name:
        return request
    for key, report in client.services.items():
        if extras.get(key):
            report(extras[key], context.losses)
    kept: Extras = dict(request.extras)
    kept[client.family] = {key: extras[key] for key in extras if key not in client.services}
    return replace(request, extras=kept)
