"""huashu in LangChain: a runnable with callbacks, any chat model, any embeddings, any retriever or vector store."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any, cast

import pytest
from langchain_core.callbacks import BaseCallbackHandler, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from langchain_core.vectorstores import InMemoryVectorStore
from pydantic import Field

from huashu.knowledge import KnowledgeBase, Playbook
from huashu.knowledge.embed import from_langchain
from huashu.orchestrator import InputError, ReplyEngine
from huashu.orchestrator.runnable import ReplyRunnable, passages_from
from tests.asking import NOW, RETURNS, request
from tests.drafted import ASKED, says

GOOD = "可以的，签收后7天无理由退换。您在订单里点申请就行。"
SAID = says(GOOD)
DATA = {"messages": [{"role": "customer", "text": ASKED}], "facts": [RETURNS], "now": NOW}


def answers() -> Iterator[AIMessage]:
    while True:
        yield AIMessage(SAID)


@pytest.fixture
def runnable(base: KnowledgeBase, playbook: Playbook) -> ReplyRunnable:
    """Behind it stands one of LangChain's own chat models."""
    return ReplyRunnable(ReplyEngine(base, playbook, model=GenericFakeChatModel(messages=answers())))


async def test_it_is_invoked_in_every_way_with_the_same_reply(runnable: ReplyRunnable) -> None:
    out = await runnable.ainvoke(DATA)
    assert (out["text"], out["reply"].rung) == (GOOD, "model")
    assert set(out) == {"reading", "strategy", "passages", "text", "reply"}
    assert runnable.invoke(DATA)["text"] == GOOD
    assert [one["text"] for one in await runnable.abatch([DATA, request(ASKED, RETURNS)])] == [GOOD, GOOD]


def test_it_is_invoked_without_an_event_loop(runnable: ReplyRunnable) -> None:
    assert runnable.invoke(DATA)["text"] == GOOD
    assert [one["text"] for one in runnable.batch([DATA, DATA])] == [GOOD, GOOD]


async def test_its_pieces_add_up_to_the_whole(runnable: ReplyRunnable) -> None:
    pieces = [piece async for piece in runnable.astream(DATA)]
    assert [next(iter(piece)) for piece in pieces][:3] == ["reading", "strategy", "passages"]
    assert sum("text" in piece for piece in pieces) > 1
    whole = pieces[0]
    for piece in pieces[1:]:
        whole = whole + piece
    assert whole["text"] == whole["reply"].text == GOOD


class Telling(GenericFakeChatModel):
    """A chat model that says a letter at a time and notes when nobody listens any more."""

    letters: list[str] = Field(default_factory=list)
    ended: list[bool] = Field(default_factory=list)

    async def _astream(self, *args: Any, **more: Any) -> AsyncIterator[ChatGenerationChunk]:
        try:
            for letter in SAID:
                self.letters.append(letter)
                yield ChatGenerationChunk(message=AIMessageChunk(content=letter))
                await asyncio.sleep(0)
        finally:
            self.ended.append(True)


async def test_who_closes_it_early_ends_the_models_call(base: KnowledgeBase, playbook: Playbook) -> None:
    model = Telling(messages=answers())
    coming = ReplyRunnable(ReplyEngine(base, playbook, model=model)).astream(DATA)
    async for piece in coming:
        if "text" in piece:
            break
    await cast("AsyncGenerator[Any]", coming).aclose()
    assert model.ended == [True]
    assert len(model.letters) < len(SAID)


async def test_it_stands_in_a_chain(runnable: ReplyRunnable) -> None:
    chain: Any = (
        RunnableLambda(lambda words: {**DATA, "messages": [HumanMessage(words)]}) | runnable | itemgetter("text")
    )
    assert await chain.ainvoke(ASKED) == GOOD


async def test_what_others_call_messages_is_understood(runnable: ReplyRunnable) -> None:
    talk = [SystemMessage("卖东西"), HumanMessage("在吗"), AIMessage("在的"), HumanMessage("怎么开发票")]
    prompt = ChatPromptTemplate.from_messages(talk)
    for asked in (talk, prompt.invoke({}), {"messages": talk}, "怎么开发票"):
        assert (await runnable.ainvoke(asked))["reading"].topic == "invoice"


@pytest.mark.parametrize(
    ("asked", "field"),
    [("", "messages"), ([SystemMessage("x")], "messages"), ({"message": []}, "message"), ({}, "messages")],
)
async def test_what_is_wrong_is_told_by_its_field(runnable: ReplyRunnable, asked: Any, field: str) -> None:
    with pytest.raises(InputError) as told:
        await runnable.ainvoke(asked)
    assert told.value.field.startswith(field)


class Seeing(BaseCallbackHandler):
    """Keeps what began under what."""

    def __init__(self) -> None:
        self.began: list[tuple[str, bool]] = []

    def on_chain_start(self, serialized: Any, inputs: Any, **more: Any) -> None:
        self.began.append(("chain", more.get("parent_run_id") is not None))

    def on_chat_model_start(self, serialized: Any, messages: Any, **more: Any) -> None:
        self.began.append(("model", more.get("parent_run_id") is not None))


async def test_callbacks_see_the_models_call_under_the_replys(runnable: ReplyRunnable) -> None:
    for way in ("invoke", "stream"):
        seeing = Seeing()
        config: Any = {"callbacks": [seeing]}
        if way == "invoke":
            await runnable.ainvoke(DATA, config)
        else:
            assert [piece async for piece in runnable.astream(DATA, config)]
        assert seeing.began == [("chain", False), ("model", True)], way


async def test_a_vector_store_gives_passages_that_are_nobodys_fact(base: KnowledgeBase, playbook: Playbook) -> None:
    store = InMemoryVectorStore(DeterministicFakeEmbedding(size=16))
    store.add_documents([Document("退货邮费店里出，次日到账。", metadata={"source": "faq.md"}, id="d1")])
    engine = ReplyEngine(base, playbook).with_passages_from(passages_from(store))
    reply = await engine.reply(request("退货邮费谁出"))
    assert (reply.passages[0].id, reply.passages[0].document) == ("d1", "faq.md")
    assert len(reply.passages) > 1
    assert "次日到账" not in reply.text
    alone = await ReplyEngine(base, playbook).reply(request("退货邮费谁出"))
    assert "d1" not in {one.id for one in alone.passages}


class Failing(BaseRetriever):
    """One that fails, or takes its time."""

    seconds: float = 0

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        raise RuntimeError("the index is gone")

    async def _aget_relevant_documents(self, query: str, *, run_manager: Any) -> list[Document]:
        await asyncio.sleep(self.seconds)
        raise RuntimeError("the index is gone")


@pytest.mark.parametrize(("seconds", "told"), [(0, "RuntimeError the index is gone"), (5, "TimeoutError")])
async def test_a_retriever_that_fails_costs_no_reply(
    base: KnowledgeBase, playbook: Playbook, seconds: float, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huashu.orchestrator.passages.RETRIEVING", 0.05)
    engine = ReplyEngine(base, playbook).with_passages_from(passages_from(Failing(seconds=seconds)))
    reply = await engine.reply(request(ASKED, RETURNS))
    assert reply.passages
    assert told in next(step.detail for step in reply.steps if step.name == "passages")


def test_any_embeddings_make_an_index(tmp_path: Path) -> None:
    embedder = from_langchain(DeterministicFakeEmbedding(size=24), "fake-24")
    assert (embedder.name, embedder.dimensions) == ("fake-24", 24)
    vectors = embedder.encode(["退货", "发票"])
    assert vectors.shape == (2, 24)
    assert [round(float(one @ one), 5) for one in vectors] == [1, 1]
