"""How coroutines wait for the GPU, in asyncio and in trio."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["finish", "in_thread"]


class Work(Protocol):
    """What the runtime hands out for work that the GPU has been given."""

    def notify(self, callback: Callable[[], None]) -> None:
        """Has the callback called, from any thread, when the work is done."""
        ...

    def result(self, timeout: float | None = None) -> object:
        """What came of it."""
        ...


async def finish(work: Work) -> object:
    """Waits for the work without holding up the event loop, and gives its result."""
    if in_trio():
        await until_done_in_trio(work)
    else:
        await until_done_in_asyncio(work)
    return work.result()


async def in_thread(
    call: Callable[..., object], arguments: tuple[object, ...], keywords: dict[str, object]
) -> object:
    """Calls what takes long in a thread."""
    work = partial(call, *arguments, **keywords)
    if in_trio():
        import trio  # noqa: PLC0415  (it is there only where it is used)

        return await trio.to_thread.run_sync(work)
    return await asyncio.to_thread(work)


def in_trio() -> bool:
    """Whether the caller runs in trio: nobody can without having imported it."""
    if "trio" not in sys.modules:
        return False
    import trio  # noqa: PLC0415  (it is there only where it is used)

    return trio.lowlevel.in_trio_run()


async def until_done_in_trio(work: Work) -> None:
    """Waits in trio."""
    import trio  # noqa: PLC0415  (it is there only where it is used)

    token = trio.lowlevel.current_trio_token()
    done = trio.Event()
    work.notify(lambda: token.run_sync_soon(done.set))
    await done.wait()


async def until_done_in_asyncio(work: Work) -> None:
    """Waits in asyncio."""
    loop = asyncio.get_running_loop()
    done = loop.create_future()

    def settle() -> None:
        if not done.done():  # it may have been cancelled meanwhile
            done.set_result(None)

    work.notify(lambda: void(loop.call_soon_threadsafe(settle)))
    await done


def void(_: object) -> None:
    """Drops a value."""
