"""Sentences for card readers and the cards on them."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "card_not_there": "读卡器上没有身份证。请把身份证平放在读卡区再读，或直接输入身份证号、姓名。",
    "card_not_readable": "身份证没有读出来。请拿开再平放一次；仍读不出，请直接输入身份证号、姓名。",
    "card_block_damaged": "身份证芯片里的内容不完整，没有采用。请重新放卡再读，或直接输入身份证号。",
    "social_card_not_there": "社保卡读卡器里没有卡。请插好社保卡再读，或直接输入身份证号、姓名。",
    "social_card_not_readable": "社保卡没有读出来。请拔出来再插一次；仍读不出，请直接输入卡面上的社会保障号码、姓名。",
    "social_card_unknown": "插的不是社保卡，或者卡里没有社保应用。请换社保卡或身份证，或直接输入身份证号、姓名。",
    "social_card_third_generation": "这是第三代社保卡，没有人社部门的密钥读不出持卡人。请直接输入卡面上的社会保障号码（就是身份证号），或改用身份证、医保码。",
    "practice_for_training_only": "这里没有训练用的卫生室。练习卡只能给训练环境的卫生室用，请用 --data 指明它的数据文件夹。",
    "practice_card_unknown": "没有这个人物或这种故障。请看 training card --help 里列出的名字。",
    "practice_needs_port": "这台电脑没有伪终端，请用 --port 指明一个串口。",
    "practice_port_away": "串口打不开，或者已经断开。请检查 --port 和连线。",
    "practice_not_announced": "写不进训练卫生室的数据文件夹，接诊窗口找不到练习卡。请检查磁盘和权限。",
    "reader_not_there": "读卡器没有连接或被别的程序占用。请检查连线；就诊可先输入身份证号、姓名。",
    "reader_library_unusable": "读卡器的驱动文件不能用，可能装错了型号。请按读卡器型号重新安装驱动；就诊可先输入身份证号、姓名。",
    "reader_library_broke": "读卡器的驱动程序出错退出了，本机数据不受影响。请拔下读卡器重插再试；仍不行请换驱动或告诉乡镇卫生院。",
    "reader_library_32_bit": "读卡器的驱动是 32 位的，本机没有装 32 位读卡助手。请装 64 位驱动，或请县里装读卡助手。",
    "reader_silent": "读卡器没有回应。请拔下重插再试；就诊可先输入身份证号、姓名。",
    "reader_answer_damaged": "读卡器传来的数据有误，没有采用。请再读一次；仍不行请拔下重插。",
    "reader_refused": "读卡器报告故障（代码 {status}）。请拔下重插再试，仍不行请告诉乡镇卫生院。",
}
