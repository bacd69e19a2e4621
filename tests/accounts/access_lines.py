"""The lines of the access table of accounts, signing up, access and notices."""

from tests.access_lines import Line, Own, Page
from tests.access_people import APPOINTERS, COUNTY, DECIDERS, HEAD, PROVINCE, SIGNED_OUT, STATISTICS

# Who handles unions' requests for access.
HANDLES_ACCESS = (COUNTY, PROVINCE, HEAD, STATISTICS)

ACCOUNTS: dict[str, Line] = {
    "accounts:login": Page((302, 302), {**dict.fromkeys(SIGNED_OUT, (200, 200))}, open_to_all=True),
    "accounts:logout": Page((405, 302)),
    "accounts:profile": Page((200, 422), data={"email": "x"}),
    "accounts:address_confirm": Page((410, 410)),
    "accounts:leave": Page((403, 403), dict.fromkeys(DECIDERS, (200, 422))),
    # No absence has the number 0.
    "accounts:leave_end": Page((405, 403), dict.fromkeys(DECIDERS, (405, 404)), args=("0",)),
    "accounts:sessions": Page((200, 405)),
    "accounts:end_others": Page((405, 302)),
    "accounts:password": Page((200, 422), data={"old_password": "x"}),
    "accounts:reset": Page((200, 422), open_to_all=True, data={"email": "x"}),
    "accounts:sms_reset": Page((200, 422), open_to_all=True, data={"username": ""}),
    "sign_up:start": Page((200, 422), open_to_all=True, data={"holder_id": "x"}),
    "signed_up": Page((200, 405)),
    "second_factor:page": Page((200, 405)),
    # Who is not signed in and has said no password is asked for it first.
    "second_factor:setup": Page((200, 422), dict.fromkeys(SIGNED_OUT, (302, 302)), True),
    "second_factor:enter": Page((302, 302), open_to_all=True),
    "second_factor:codes": Page((302, 302)),
    "second_factor:renew": Page((302, 302)),
    "second_factor:remove": Page((302, 302)),
    "second_factor:resets": Page((403, 403), dict.fromkeys(APPOINTERS, (200, 422))),
    # No asking has the number 0.
    "second_factor:settle": Page((405, 403), dict.fromkeys(APPOINTERS, (405, 404)), args=("0",)),
    # Off until a provider is configured.
    "provider:account": Page((404, 404)),
    "provider:start": Page((405, 404), open_to_all=True),
    "provider:callback": Page((404, 405), open_to_all=True),
    "access:index": Page((403, 405), dict.fromkeys(HANDLES_ACCESS, (200, 405))),
    "access:join": Page((200, 422), open_to_all=True),
    # Nobody on stage has begun.
    "access:join_code": Page((410, 410), open_to_all=True),
    "access:join_account": Page((410, 410), open_to_all=True),
    "access:join_done": Page((410, 405), open_to_all=True),
    "access:liaison": Page((403, 403), {HEAD: (200, 422)}),
    # There for who is on its way alone, and no request or letter has the number 0.
    "access:letter": Page((404, 405), args=("0",)),
    "access:one": Page((404, 404), args=("0",)),
    "access:again": Page((405, 404), args=("0",)),
    "access:act": Page((404, 404), args=("0", "return")),
    "notices:inbox": Page((200, 405)),
    "notices:read_all": Page((405, 302)),
    "notices:read": Own((405, 302)),
    **dict.fromkeys(("accounts:mobile", "units:own_mobile"), Page((200, 422))),
    # No new number was named before.
    **dict.fromkeys(("accounts:mobile_codes", "units:own_mobile_codes"), Page((302, 302))),
}
