"""What a Chinese text names: nothing where all its words are general, so that only its speech says what it is about."""

from __future__ import annotations

from collections.abc import Iterable

STOCK = frozenset(
    word
    for words in (
        "要 将 会 和 与 及 的 地 得 了 着 等 在 对 把 为 以 从 向 由 于 并 也 都 还 再 又 就 更",
        "更加 进一步 继续 持续 加快 加大 加强 强化 推进 推动 促进 深化 深入 深入推进 全面 大力 积极",
        "扎实 稳步 切实 着力 不断 努力 坚持 坚决 认真 做好 抓好 抓紧 搞好 办好 实施 落实 实行 开展",
        "完善 健全 建立 建立健全 建设 构建 形成 提高 提升 增强 增加 扩大 优化 改进 改善 支持 鼓励",
        "引导 发展 加速 统筹 有序 有效 有力 重点 力度 力争 确保 保障 巩固 拓展 推行 推广 打造 培育",
        "组织 启动 制定 出台 研究 探索 创新 充分 发挥 作用 体系 机制 制度 工作 方面 工程 行动 政策",
        "措施 问题 水平 能力 质量 我们 今年 全年 年底 各级 政府 各地 一批 一是 二是 三是 四是 五是",
        "第一 第二 第三 首先 其次 同时 特别 特别是 尤其 必须 需要 应 应当 使 让 来 去 上 下 中 内",
        "外 所 其 这 这些 一个 各 各类 不 加以",
    )
    for word in words.split()
)
"""Words that any Chinese promise can carry; they say nothing of the object."""

# of these those that can be the object itself: «提高质量», «改进研究工作», «做好政府工作»
_OBJECTS = {"政府", "质量", "制度", "能力", "今年", "发展", "创新", "建设", "研究", "工程"}
# with STOCK alone these name nothing: «因地制宜，逐步落实», «采取相应办法妥善解决»
GENERAL = (STOCK - _OBJECTS) | frozenset(
    word
    for words in (
        "进行 执行 贯彻 采取 创造 总结 突出 注重 兼顾 规划 安排 配套 配合 协作 解决 取得 领导 指挥 检查 督促 办 狠抓",
        "细化 落地 下去 分步 统一 明确 责任 条件 经验 部门 地区 办法 方法 情况 实际 出发 成效 实效 突破 范围 好事 实事",
        "认识 好 实 逐步 一定 坚定不移 坚持不懈 扎扎实实 稳妥 妥善 精心 相互 明显 实质性 因地制宜 并且 今后",
        "各项 这项 这方面 他们 有关 相关 相应",
    )
    for word in words.split()
)
_LETTERS = frozenset("".join(GENERAL))
_HALF = 2


def may_name_nothing(text: str) -> bool:
    """Tell whether a text holds only letters of general words, which is known before it is cut into words."""
    return _LETTERS.issuperset(letter for letter in text if letter.isalnum())


def names_nothing(words: Iterable[str]) -> bool:
    """Tell whether words are all general; many of the dictionary's are two words («统筹安排»)."""
    return all(word in GENERAL or (word[:_HALF] in GENERAL and word[_HALF:] in GENERAL) for word in words)
