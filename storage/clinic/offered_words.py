"""Passwords the program offers: four words of two pinyin syllables, such as `hongshan lanhe dayang baiji`.

Each word is one of 64 describing syllables and one of 64 things, drawn by the system's random generator: 12
bits a word, 48 bits a password. All are typed with plain letters, whatever input method is on.
"""

import secrets
from collections.abc import Callable, Sequence
from itertools import product

WORDS = 4
BITS = 48
"""2^48 passwords, all equally likely: a thief pays the price of a guess 2^47 times on average."""

_DESCRIBING = (
    "hong红 lan蓝 bai白 hei黑 qing青 huang黄 zi紫 jin金 yin银 xin新 jiu旧 da大 xiao小 chang长 duan短 gao高 "
    "di低 shen深 qian浅 yuan远 dong东 nan南 xi西 bei北 chun春 xia夏 qiu秋 leng冷 re热 nuan暖 liang凉 jing静 "
    "kuai快 man慢 ruan软 ying硬 hou厚 bo薄 lao老 tian甜 ku苦 suan酸 xian鲜 la辣 xiang香 ming明 zao早 wan晚 "
    "kuan宽 zhai窄 zheng正 shuang双 dan单 ping平 hua花 su素 mi密 shi湿 gan干 fang方 jian尖 cu粗 zhi直 pang胖"
)
_THINGS = (
    "shan山 shui水 he河 hu湖 hai海 jiang江 shi石 tian田 yun云 yu雨 feng风 xue雪 xing星 yue月 hua花 cao草 "
    "shu树 lin林 zhu竹 song松 liu柳 mei梅 tao桃 li梨 zao枣 gua瓜 dou豆 mi米 mian面 cha茶 jiu酒 xia虾 "
    "niao鸟 ji鸡 ya鸭 niu牛 yang羊 ma马 mao猫 gou狗 tu兔 long龙 qiao桥 lu路 men门 chuang窗 deng灯 bi笔 "
    "zhi纸 san伞 xie鞋 wan碗 guo锅 dao刀 chuan船 che车 gu鼓 zhong钟 qin琴 qi棋 qiang墙 jing井 sha沙 bing冰"
)


def _read(syllables: str) -> Sequence[tuple[str, str]]:
    """Take letters and character apart."""
    return [(one[:-1], one[-1]) for one in syllables.split()]


_ALL = {
    first + second: sign + thing
    for (first, sign), (second, thing) in product(_read(_DESCRIBING), _read(_THINGS))
}
_ANY_FORM = frozenset(_ALL) | frozenset(_ALL.values())


def offered_password(draw: Callable[[int], int] = secrets.randbelow) -> str:
    """Draw four words; `draw` gives a number below its argument."""
    words = list(_ALL)
    return " ".join(words[draw(len(words))] for _ in range(WORDS))


def in_characters(password: str) -> str:
    """Write an offered password in characters, as a help to remember it."""
    return " ".join(_ALL[word] for word in password.split())


def is_offered(words: Sequence[str]) -> bool:
    """Tell whether these are four words as they are offered, in letters or in characters."""
    return len(words) == WORDS and all(word in _ANY_FORM for word in words)
