"""Serves moto on a free port of 127.0.0.1, prints the address, and ends when its standard input does."""

import gc
import os
import sys
import threading
import time

import yaml
from moto import backends
from moto.cloudformation import models as cloudformation
from moto.cloudformation.parsing import ResourceMap
from moto.cloudformation.utils import yaml_tag_constructor
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.sqs import models as sqs
from werkzeug.serving import make_server

# Moto reads a template several times for a deployment, by a loader that needs seconds each time.
yaml.CLoader.add_multi_constructor("", yaml_tag_constructor)
yaml.Loader = yaml.CLoader

# Moto lists the folders of its services for every request.
services = tuple(backends.list_of_moto_modules())
backends.list_of_moto_modules = lambda: services

# Moto looks at each message of a queue whenever one is sent, and for each it reads the clock with a date's arithmetic.
sqs.unix_time_millis = lambda: time.time() * 1000

# Moto runs cfn-lint for each deployment, which takes ten seconds. lint.test.ts runs it once for each template.
cloudformation.validate_template_cfn_lint = lambda template: []

# Moto keeps all that it is given, so looking for garbage finds little.
gc.set_threshold(100_000)

moto = DomainDispatcherApplication(create_backend_app)
lock = threading.Lock()


def one_at_a_time(environ, start_response):
    """
    Moto's state knows no locks: of two deletes at once, one brings the other's message back. Only receives stay
    parallel, because they wait for messages; each queue has one poller.
    """
    if environ.get("HTTP_X_AMZ_TARGET") == "AmazonSQS.ReceiveMessage":
        return moto(environ, start_response)
    with lock:
        return moto(environ, start_response)


remove = ResourceMap.delete


def remove_unless_retained(resources):
    """Moto retains `Retain` alone. CloudFormation retains `RetainExceptOnCreate` too when it removes a stack."""
    for resource in resources._resource_json_map.values():
        if resource.get("DeletionPolicy") == "RetainExceptOnCreate":
            resource["DeletionPolicy"] = "Retain"
    remove(resources)


ResourceMap.delete = remove_unless_retained


def end_with_parent():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
server = make_server("127.0.0.1", 0, one_at_a_time, threaded=True)
print(f"http://127.0.0.1:{server.port}", flush=True)
server.serve_forever()
