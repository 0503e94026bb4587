"""Codes, keys, the shared folder, and two machines that meet."""

import socket
import ssl
import stat
import threading
import time

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from uprez.core.errors import InputError, JobError, OutputError, ResourceError
from uprez.farm.machines import keys as keys_module
from uprez.farm.machines import pairing, share
from uprez.farm.machines.joining import JoinCode
from uprez.farm.machines.keys import Keys, ask, fingerprint_of
from uprez.farm.machines.membership import Membership
from uprez.farm.machines.pairing import Desk, join
from uprez.farm.machines.share import Challenge, Share


@settings(max_examples=30)
@given(
    st.sampled_from(["10.0.0.7", "fe80::1", "render-head.studio.lan", "größer.example"]),
    st.integers(1, 65535),
    st.binary(min_size=16, max_size=16),
)
def test_codes_come_back_however_they_are_typed(host, port, print_):
    code = JoinCode.fresh(host, port, print_)
    again = JoinCode.parse(f" {str(code).upper().replace('-', ' ')}\n")
    assert (again.port, again.secret, again.fingerprint) == (code.port, code.secret, code.fingerprint)
    assert again.host == (host if host.isascii() else host.encode("idna").decode())


@pytest.mark.parametrize("text", ["", "abc", "not a code!", "hällo", "a" * 80])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(InputError, match="not a code of"):
        JoinCode.parse(text)


def test_a_mistyped_code_is_refused():
    text = str(JoinCode.fresh("10.0.0.7", 4000, bytes(16)))
    for at in range(0, len(text), 7):
        if text[at] != "-":
            with pytest.raises(InputError):
                JoinCode.parse(text[:at] + ("b" if text[at] != "b" else "c") + text[at + 1 :])


@pytest.fixture
def head(tmp_path):
    """The keys and the membership of a head, and its shared folder."""
    (tmp_path / "share").mkdir()
    keys = Keys(tmp_path / "head")
    keys.found("head")
    founded = Share.founded(tmp_path / "share")
    return keys, Membership("head", "127.0.0.1", 4711, str(tmp_path / "share"), founded.identity, head=True)


def test_keys_are_this_users_alone_and_certificates_name_machines(head):
    keys, _ = head
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (keys.key, keys.authority_key))
    _, request = ask("someone else")
    signed = x509.load_pem_x509_certificate(keys.sign(request, "render-2").encode())
    assert signed.subject.rfc4514_string() == "CN=render-2"
    signed.verify_directly_issued_by(x509.load_pem_x509_certificate(keys.authority.read_bytes()))
    with pytest.raises(JobError, match="cannot be read"):
        keys.sign("nonsense", "x")


def met(head, tmp_path, code=None, folder=None, said=None):
    """Pair a second machine; give what each side saw. The first try that fails ends the wait."""
    desk, seen = Desk(*head, port=0), []

    def say(text):
        if said is not None:
            said.append(text)
        raise JobError(text)

    def wait():
        try:
            seen.append(desk.pair(say, seconds=60))
        except JobError as error:
            seen.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    try:
        return join((code or (lambda real: real))(desk.code), "second", folder, Keys(tmp_path / "second")), seen
    finally:
        waiting.join()
        desk.close()


def test_a_paired_machine_speaks_tls_with_the_head_and_nobody_else_does(head, tmp_path):
    member, seen = met(head, tmp_path)
    assert seen == ["second"] and member.address == "tls://127.0.0.1:4711" and not member.head
    second = Keys(tmp_path / "second")
    assert second.complete and not second.authority_key.exists()
    stranger = Keys(tmp_path / "stranger")
    stranger.found("stranger")
    assert greeted(head[0], second) and not greeted(head[0], stranger) and not greeted(head[0], None)
    assert not list((tmp_path / "share/.uprez-farm").glob("pairing-*"))


def greeted(server, client):
    """Whether a machine with `client`'s keys gets a word from one with `server`'s, by the settings that Dask is given."""
    from uprez.farm.machines.tuning import security

    listening = security(server).get_listen_args("scheduler")["ssl_context"]
    speaking = security(client).get_connection_args("client")["ssl_context"] if client else ssl._create_unverified_context()
    ours, theirs = socket.socketpair()

    def answer():
        try:
            with listening.wrap_socket(ours, server_side=True) as line:
                line.sendall(b"welcome")
        except OSError:
            ours.close()

    answering = threading.Thread(target=answer)
    answering.start()
    try:
        with speaking.wrap_socket(theirs) as line:
            return line.recv(7) == b"welcome"
    except OSError:
        return False
    finally:
        answering.join()


def test_a_wrong_secret_is_refused_and_told(head, tmp_path):
    said = []
    with pytest.raises(JobError, match="wrong or no longer good"):
        met(head, tmp_path, lambda code: JoinCode(code.host, code.port, bytes(10), code.fingerprint), said=said)
    assert said == ["127.0.0.1 showed a wrong code."] and not (tmp_path / "second").exists()


def test_strangers_neither_end_nor_hold_up_nor_speak_at_the_desk(head, tmp_path, monkeypatch):
    desk, said, machine = Desk(*head, port=0), [], []
    waiting = threading.Thread(target=lambda: machine.append(desk.pair(said.append, seconds=60)))
    waiting.start()
    door = (desk.code.host, desk.code.port)
    evil = b'{"error": {"kind": "JobError", "what": "Run this."}}\n'
    try:
        for words in (evil, b'{"error": "x"}\n', '{"secret": "é"}\n'.encode(), b"[" * 60000 + b"\n", b"[]\n"):
            with socket.create_connection(door) as raw, ssl._create_unverified_context().wrap_socket(raw) as line:
                line.sendall(words)
                line.recv(1)
        monkeypatch.setattr(pairing, "_HELLO", 0.2)
        with socket.create_connection(door):  # says nothing, and stays
            while len(said) < 6:
                time.sleep(0.02)
            monkeypatch.setattr(pairing, "_HELLO", 10.0)
            join(desk.code, "second", None, Keys(tmp_path / "second"))
    finally:
        waiting.join()
        desk.close()
    assert machine == ["second"] and len(said) == 6 and sum("wrong code" in text for text in said) == 3
    assert not any("Run this" in text for text in said)


def test_keys_that_were_half_written_are_not_taken_for_whole_ones(head, monkeypatch):
    keys, real = head[0], keys_module._keep

    def full_disk(path, text):
        if path == keys.key:
            raise ResourceError("no room")
        real(path, text)

    monkeypatch.setattr(keys_module, "_keep", full_disk)
    assert keys.complete
    with pytest.raises(ResourceError):
        keys.take("key", "certificate", "another authority")
    assert not keys.complete


def test_another_machine_at_the_heads_address_is_noticed(head, tmp_path):
    with pytest.raises(JobError, match="is not the machine that made this code"):
        met(head, tmp_path, lambda code: JoinCode(code.host, code.port, code.secret, bytes(16)))
    assert not (tmp_path / "second").exists()


def test_another_folder_is_no_shared_folder(head, tmp_path):
    (tmp_path / "other").mkdir()
    Share.founded(tmp_path / "other")
    said = []
    with pytest.raises(InputError, match="not the folder that the farm shares"):
        met(head, tmp_path, folder=str(tmp_path / "other"), said=said)
    assert said and "gave up" in said[0] and not (tmp_path / "second").exists()


def test_a_copy_of_the_shared_folder_does_not_answer(head, tmp_path, monkeypatch):
    monkeypatch.setattr(share, "PATIENCE", 0.3)
    (tmp_path / "copy/.uprez-farm").mkdir(parents=True)
    (tmp_path / "copy/.uprez-farm/share.json").write_bytes((tmp_path / "share/.uprez-farm/share.json").read_bytes())
    with pytest.raises(InputError, match="did not appear"):
        met(head, tmp_path, folder=str(tmp_path / "copy"))
    known = Share.known(tmp_path / "share", head[1].identity)
    with pytest.raises(OutputError, match="does not arrive"):
        Challenge.write(known).check(known)


def test_a_machine_that_cannot_write_the_shared_folder_gets_no_certificate(head, tmp_path, monkeypatch):
    monkeypatch.setattr(share, "PATIENCE", 0.3)
    monkeypatch.setattr(Challenge, "answer", staticmethod(lambda share, number: None))
    with pytest.raises(OutputError, match="does not arrive"):
        met(head, tmp_path)
    assert not (tmp_path / "second").exists()


def test_another_version_is_refused(head, tmp_path, monkeypatch):
    theirs = pairing._check_version
    monkeypatch.setattr(pairing, "_check_version", lambda version, machine: theirs("0.0.1", machine))
    with pytest.raises(JobError, match=r"uprez 0\.0\.1"):
        met(head, tmp_path)


def test_a_desk_without_guests_ends(head):
    desk = Desk(*head, port=0)
    assert desk.code.fingerprint == fingerprint_of(head[0].certificate)
    with pytest.raises(JobError, match="No machine was paired"):
        desk.pair(print, seconds=0.05)
    desk.close()


def test_a_head_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ResourceError, match="cannot be reached"):
        join(JoinCode.fresh("127.0.0.1", 9, bytes(16)), "second", None, Keys(tmp_path))


def test_places_lead_nowhere_else(tmp_path):
    founded = Share.founded(tmp_path)
    assert founded.place(tmp_path / "a b/ü.json") == "a b/ü.json" and founded.path("a b/ü.json") == tmp_path / "a b/ü.json"
    assert Share.founded(tmp_path) == founded
    for place in ("/etc/passwd", "../x", "a/../../x"):
        with pytest.raises(InputError, match="leads out"):
            founded.path(place)
    with pytest.raises(InputError, match="does not lie in the shared folder"):
        founded.place(tmp_path.parent / "x.json")
    with pytest.raises(InputError, match="no folder"):
        Share.founded(tmp_path / "missing")
