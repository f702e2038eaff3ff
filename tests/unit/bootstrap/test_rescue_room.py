"""Work is handed over to a centre where people sit, and only there."""

from pathlib import Path

import pytest
from helpers.centres import RealCentre, dispatched
from helpers.memory_sync_store import MemorySyncStore
from helpers.sample_histories import NOW
from helpers.sync_bench import a_clock

from desktop.bootstrap.centre_gateway import LazyGateway
from desktop.bootstrap.rescue_room import WireCourier
from desktop.contract.messages import RescueBundle, RescueFate
from desktop.domain.actions import AddNote
from desktop.services.order_desk import ChangeFeed, RefusedError
from desktop.sync.round import SyncRound


def test_work_reaches_a_person_at_a_real_centre(tmp_path: Path) -> None:
    centre = RealCentre(tmp_path)
    order = dispatched()
    centre.dispatch(order)
    gateway = LazyGateway(lambda: centre.address, centre.keeper)
    store = MemorySyncStore(centre.user_id)
    SyncRound(store, gateway, a_clock(), ChangeFeed()).run()
    store.click(order.order_id, AddNote(entry_id="n-1", text="又来电"))
    state = store.state()
    bundle = RescueBundle(
        client_id=state.client_id,
        user_id=centre.user_id,
        epoch=state.epoch,
        client_version="1",
        made_at=NOW,
        reason="平台不收",
        actions=tuple(store.outgoing(limit=10, max_bytes=100_000)),
    )
    told = WireCourier(gateway).hand_over(bundle).results
    assert [result.fate for result in told] == [RescueFate.FILED]
    centre.close()
    with pytest.raises(RefusedError) as refused:
        WireCourier(gateway).hand_over(bundle)
    assert refused.value.code == "net.offline"
    gateway.close()
