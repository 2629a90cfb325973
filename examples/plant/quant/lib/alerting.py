"""Alerts to people, as scripts of the host use them."""
import json
import os
import urllib.request

TO = "emergency@example.com"


class Alerting:
    def alert_emergency_shutdown(self, reason):
        body = json.dumps({"to": TO, "text": f"Emergency shutdown: {reason}"}).encode()
        url = os.environ["QUANT_ALERTS_URL"]
        request = urllib.request.Request(url, data=body, headers={"content-type": "application/json"})
        urllib.request.urlopen(request, timeout=10).close()


def get_alerting():
    return Alerting()
