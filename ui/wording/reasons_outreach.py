"""Sentences for what outreach refuses."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "outreach_without_roster": "这台电脑还没有参保名册，排不出动员名单。请先同步，或从 U 盘读取名册。",
    "outreach_year_too_far": "动员名单最多看到 {last} 年度：再往后的年度还缴不了。请改用 {last} 年度或今年。",
    "outreach_born_after_today": "名册里的出生日期晚于今天，没有判断。请核对出生日期和这台电脑的日期。",
    "outreach_nobody_chosen": "还没有选人，没有记下。请先在名单里选一个人。",
    "outreach_too_many_people": "一次最多记 {most} 个人，没有记下。请分几次记。",
    "outreach_words_too_long": "补充的话最多 {most} 个字，没有记下。请写短一些。",
    "outreach_person_unknown": "名单里没有 {person}：名册里没有此人，或此人这一年度已经参保。没有记下，请核对。",
}
