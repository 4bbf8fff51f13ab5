"""Sentences for what stock refuses."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "stock_item_unknown": "目录里没有这个药品。请核对编码、名称和规格；新药请等乡镇卫生院更新目录。",
    "stock_item_ambiguous": "目录里有几个同名药品。请补上药品编码，或写全规格。",
    "stock_expiry_not_readable": "有效期看不懂。请写成 2027-12-31 或 2027-12；没有的可以留空。",
    "stock_quantity_not_readable": "数量不对。请填 1 到 99999 的整数；盘点没有了的填 0。",
    "stock_box_not_a_code": "追溯码应当是 20 位数字。请重新扫码；扫不出的可以不填。",
    "stock_box_twice": "同一个追溯码出现了两次。每盒只有一个码，请核对是不是重复扫了同一盒。",
    "stock_box_known": "“{item}”里有追溯码以前已经入过库，没有记入。请核对是不是同一张单据录了两次。",
    "stock_more_boxes": "追溯码比数量多。请核对数量。",
    "stock_text_too_long": "写得太长，最多 {most} 个字，没有保存。请写短一些。",
    "stock_lines_missing": "还没有药品，没有保存。请先加入至少一个药品。",
    "stock_lines_too_many": "一张单据最多 {most} 行，没有保存。请分成几张。",
    "stock_day_impossible": "单据日期不能晚于今天，也不能早于一年前，没有保存。请核对日期。",
    "stock_day_not_readable": "单据日期看不懂。请写成 11-20 或 2026-11-20，也可以写“昨天”。",
    "stock_reason_missing": "报损要写明原因，没有保存。例如：过期、破损、受潮。",
    "stock_document_twice": "单据 {document} 已经记过一次，没有保存。请核对；确实要重录的，先作废原来那张。",
    "stock_more_than_there": "“{item}”这个批号账上没有这么多，没有保存。请核对批号、效期和数量；账不对的先盘点。",
    "stock_batch_twice": "同一药品的同一批号出现了两行。请合成一行。",
    "stock_count_incomplete": "同一药品有别的批号这次没有读懂或没有填，整个药品先不记。请把这个药品的各批号都填好。",
    "stock_expired_already": "“{item}”在入库那天已经过了有效期，没有记入。请退回药库，不要上架。",
    "stock_rows_refused": "文件里有 {rows} 行不能记入，什么都没有保存。请改正后重来，或指明只记能记的行。",
    "stock_move_cancelled": "这张单据已经作废，没有改动。",
    "stock_move_not_here": "这台电脑上没有这张单据，没有改动。请核对编号。",
}
