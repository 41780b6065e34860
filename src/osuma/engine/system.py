"""Why the computer could not read or write something, in words."""

from __future__ import annotations

import errno

from osuma.engine.errors import Misuse, Words

_WHY = {
    errno.ENOENT: Words("sitä ei ole", "it is not there"),
    errno.EACCES: Words("siihen ei ole oikeutta", "no permission"),
    errno.EPERM: Words("siihen ei ole oikeutta", "no permission"),
    errno.EROFS: Words("siihen ei voi kirjoittaa", "it cannot be written to"),
    errno.ENOTDIR: Words("se ei ole kansio", "it is no folder"),
    errno.EISDIR: Words("se on kansio", "it is a folder"),
    errno.ENOSPC: Words("levy on täynnä", "the disk is full"),
    errno.EDQUOT: Words("levytila on käytetty loppuun", "the disk quota is used up"),
    errno.EBUSY: Words("se on toisen ohjelman käytössä", "another program is using it"),
    errno.ETIMEDOUT: Words("levy ei vastaa", "the drive does not answer"),
    errno.EIO: Words("levy ei vastaa", "the drive does not answer"),
    errno.ENAMETOOLONG: Words("nimi on liian pitkä", "its name is too long"),
}


def why(problem: OSError) -> Words:
    """The reason as a part of a sentence; its name where the system has no other word for it."""
    named = errno.errorcode.get(problem.errno or 0, type(problem).__name__)
    return _WHY.get(problem.errno or 0, Words(named, named))


def unwritable(path: object, problem: OSError) -> Misuse:
    """What is told where a file or a folder that the user named cannot be written."""
    reason = why(problem)
    return Misuse(
        Words(
            f"Tänne ei voi kirjoittaa: {path} ({reason.fi}). Anna toinen paikka.",
            f"This cannot be written: {path} ({reason.en}). Give another place.",
        ),
        "unwritable",
    )
