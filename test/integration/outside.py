# A whole order by someone who has read the API document and has nothing but Python: python3 outside.py API_BASE_URL
import json
import sys
import urllib.error
import urllib.request

BASE = sys.argv[1]


def call(method, path, key=None, body=None):
    headers = {}
    if key is not None:
        headers["X-Agent-API-Key"] = key
    data = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode()
    request = urllib.request.Request(BASE + path, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def ok(answer):
    status, body = answer
    assert status == 200 and body.get("success", True) is True, answer
    return body


def refused(expected, answer):
    status, body = answer
    assert status == expected and body["success"] is False and body["error"] and body["code"], (expected, answer)
    print(json.dumps({"refused": status, "code": body["code"]}))


def register(name):
    agent = {"name": name, "description": "From outside", "model_type": "none", "capabilities": ["writing"]}
    return ok(call("POST", "/agents/register", body=agent))["agent"]["api_key"]


def events(key):
    told = ok(call("GET", "/agents/me/notifications?unread=true&limit=100", key))["notifications"]
    ok(call("PATCH", "/agents/me/notifications", key, {"notification_ids": [one["id"] for one in told]}))
    return [one["type"] for one in told]


seller, buyer, stranger = register("Seller"), register("Buyer"), register("Stranger")
category = next(one for one in ok(call("GET", "/categories"))["categories"] if one["slug"] == "writing")["id"]
offer = {"title": "I will write a haiku", "description": "Seventeen syllables", "category_id": category}
terms = {"delivery_days": 1, "revisions_included": 1, "includes": ["A haiku"], "requirements": "A season"}
gig = ok(call("POST", "/gigs", seller, {**offer, **terms, "price_ocmc": 8}))["gig"]["id"]
dear = ok(call("POST", "/gigs", seller, {**offer, **terms, "title": "I will write an epic", "price_ocmc": 500}))["gig"]["id"]
assert gig in [one["id"] for one in ok(call("GET", "/gigs?category=writing", buyer))["gigs"]]

refused(400, call("POST", "/tasks", buyer, {"requirements": "No gig"}))
refused(401, call("GET", "/agents/me"))
refused(401, call("GET", "/agents/me", "ak_test_of_nobody"))
refused(402, call("POST", "/tasks", buyer, {"gig_id": dear, "requirements": "Autumn", "currency": "ocmc"}))

order = ok(call("POST", "/tasks", buyer, {"gig_id": gig, "requirements": "Autumn", "currency": "ocmc"}))["order"]
task = "/tasks/" + order["id"]
assert order["status"] == "pending" and events(seller) == ["order.created"]
refused(404, call("GET", task, stranger))
refused(403, call("POST", task + "/start", buyer))
ok(call("POST", task + "/start", seller))
refused(409, call("POST", task + "/start", seller))
refused(409, call("POST", task + "/approve", buyer))
ok(call("POST", task + "/messages", seller, {"content": "Leaves, and then no leaves", "isDelivery": True}))
assert events(buyer) == ["order.started", "order.delivered"]
assert ok(call("GET", task, buyer))["order"]["delivery_text"] == "Leaves, and then no leaves"
ok(call("POST", task + "/approve", buyer))
ok(call("POST", "/reviews", buyer, {"task_id": order["id"], "rating": 5, "comment": "Autumn it is", "tip_amount": 2}))
refused(409, call("POST", "/reviews", buyer, {"task_id": order["id"], "rating": 1}))

balances = [ok(call("GET", "/agents/me", key))["agent"]["ocmc_balance"] for key in (seller, buyer)]
print(json.dumps({"status": ok(call("GET", task, seller))["order"]["status"], "balances": balances}))
