"""The ids that code, playbook, prompts, eval cases and API share.

Their names for people, in Chinese and English, are data: ``playbook/taxonomy.yaml``.
``TopicId`` is ours: what the turn is about, so that a reply can be specific and the right facts are looked at.
"""

from typing import Literal, get_args

Stage = Literal["consult", "decide", "after_sale", "relationship"]
EmotionId = Literal["neutral", "pleased", "anxious", "disappointed", "annoyed", "angry"]
NeedId = Literal[
    "information_check",
    "guidance_seeking",
    "trust_building",
    "decision_anxiety",
    "personalization",
    "value_confirmation",
    "price_bargaining",
    "risk_aversion",
    "decision_inertia",
    "conformity",
    "venting",
    "resolution_seeking",
    "compensation_seeking",
    "respect_seeking",
    "purchase_regret",
    "recognition_seeking",
]
DecisionMode = Literal["scenario", "value_driven", "rational", "self_aware", "emotional"]
ValueId = Literal[
    "quality",
    "speed",
    "after_sales",
    "value_for_money",
    "brand",
    "eco",
    "social_responsibility",
    "celebrity",
    "conformity",
    "privilege",
]
NeedLevel = Literal["functional", "safety", "belonging", "esteem", "self_actualization"]
Temperament = Literal["red", "yellow", "blue", "green"]
RiskId = Literal[
    "regulator_threat",
    "public_exposure",
    "legal_threat",
    "safety_incident",
    "self_harm",
    "abuse",
    "minor",
    "personal_data",
    "prompt_injection",
    "human_request",
]
Tier = Literal["premium", "mid", "price_sensitive", "growth"]
Relationship = Literal["new", "stable", "loyal", "at_risk"]
Organization = Literal["consumer", "small_business", "enterprise", "manufacturing", "services"]
StrategyId = Literal[
    "warm_opening",
    "clarify_and_confirm",
    "expert_answer",
    "needs_discovery",
    "spin",
    "fab",
    "info_layering",
    "tag_and_scene",
    "transparency_and_proof",
    "conclusion_data_case",
    "risk_reversal",
    "risk_precontrol",
    "price_objection",
    "function_objection",
    "decision_help",
    "truthful_urgency",
    "empathy_action",
    "deescalation",
    "fact_finding",
    "options_with_timeline",
    "close_the_loop",
    "cooling_off",
    "vip_care",
    "winback",
    "nurture",
    "self_service",
    "channel_switch",
    "handover",
]
TopicId = Literal[
    "greeting",
    "thanks",
    "delivery_status",
    "delivery_late",
    "dispatch_time",
    "shipping_fee",
    "order_change",
    "order_cancel",
    "damaged",
    "defect",
    "wrong_item",
    "missing_item",
    "return",
    "exchange",
    "refund",
    "price_drop",
    "price",
    "discount",
    "gift",
    "stock",
    "size",
    "attribute",
    "usage",
    "suitability",
    "authenticity",
    "recommendation",
    "comparison",
    "warranty",
    "installation",
    "invoice",
    "payment",
    "service",
    "membership",
    "privacy",
    "feedback",
    "cooperation",
    "hours",
    "waiting",
    "no_need",
    "ack",
]
Language = Literal["zh", "en"]
"""The languages that the playbook speaks."""

PassageKind = Literal["principle", "script", "example", "pitfall"]
Channel = Literal["chat", "email", "phone_script", "community", "private_message", "review"]
Tone = Literal["warm", "professional", "concise"]
Market = Literal["CN", "EU", "UK", "US"]

STAGES: tuple[Stage, ...] = get_args(Stage)
EMOTIONS: tuple[EmotionId, ...] = get_args(EmotionId)
NEEDS: tuple[NeedId, ...] = get_args(NeedId)
RISKS: tuple[RiskId, ...] = get_args(RiskId)
STRATEGIES: tuple[StrategyId, ...] = get_args(StrategyId)
TOPICS: tuple[TopicId, ...] = get_args(TopicId)
KINDS: tuple[PassageKind, ...] = get_args(PassageKind)
TONES: tuple[Tone, ...] = get_args(Tone)

OFFERS_A_PERSON: frozenset[RiskId] = frozenset({"safety_incident", "self_harm", "legal_threat", "human_request"})
"""Risks with which every reply offers a person (taxonomy, risks)."""
