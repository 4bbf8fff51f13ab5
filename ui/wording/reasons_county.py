"""Sentences for what concerns the county's keys and what they sign."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "county_name_not_usable": "县的名称不能用，没有生成密钥。请写全称，不超过 60 个字。",
    "county_keys_not_usable": "县的公开密钥不完整，没有采用。请向县里重新索取公开文件。",
    "county_exists_here": "这个文件夹里已经有县级密钥，没有改动。要另建请换一个文件夹。",
    "no_county_here": "这个文件夹里没有县级密钥。请核对 --data，或先用 county init 生成。",
    "county_key_file_damaged": "县级密钥文件读不出来或有损坏，没有使用。请换用另存的那一份。",
    "county_passphrase_wrong": "密钥口令不对，密钥没有打开。请核对后重输；口令忘记了无法找回。",
    "county_file_not_readable": "这不是县里的公开文件，或内容不完整，没有采用。请向县里重新索取 county.json。",
    "county_signature_wrong": "县里的签名对不上，没有采用，原有内容没有变化。请向县里重新索取文件并核对指纹。",
    "county_not_confirmed": "指纹没有核对一致，没有采用。文件里的指纹是 {fingerprint}，请与县里逐组核对后再试。",
    "county_already_trusted": "本卫生院已采用{name}的密钥，并有村卫生室随它登记，没有改动。换密钥须由县里安排各室重新登记。",
    # packs the county signs
    "epoch_request_not_readable": "这不是完好的申请文件，没有签发。请让乡镇用 township request-epoch 重新写出一份。",
    "epoch_not_confirmed": "没有确认乡镇新密钥的指纹（{fingerprint}），没有签发。请打电话与乡镇逐组核对后再试。",
    "epoch_word_not_readable": "这不是完好的县里签发文件，没有采用。请向县里重新索取。",
    "epoch_word_of_another_township": "这是县里为另一家卫生院（{township}）签发的，没有采用。",
    "epoch_word_of_other_keys": "县里签发的不是本卫生院现在的密钥，没有采用。请重新申请（township request-epoch）。",
    "epoch_without_county": "本卫生院还没有采用县里的密钥，无法核对签发文件。请先用 township trust-county 采用 county.json。",
    "epoch_word_not_for_us": (
        "这份签发文件不是给本卫生院的、不是本县签的，或已经采用过、比现在用的旧，没有采用。"
        "请核对文件；登记时没有县里密钥的电脑只能重新登记。"
    ),
    "county_not_trusted": "本卫生院还没有采用县里的密钥，政策包没有启用。请先用 township trust-county 采用 county.json。",
    "county_not_pinned": "卫生院下发了县里签名的政策包，但这台电脑登记时还没有县里的密钥，没有采用，原有政策包继续有效。"
    "请重新登记这台电脑。",
    "pack_not_signed": "卫生院下发的政策包没有县里的签名，也与本程序自带的不同，没有采用，原有政策包继续有效。"
    "请告诉乡镇卫生院，也可能是两边程序版本不同。",
    "pack_set_not_sound": "卫生院下发的政策包有错或没有通过案例，没有采用，原有政策包继续有效。请告诉乡镇卫生院。",
    "pack_older_than_in_use": "卫生院下发的政策包比现用的旧，没有采用，现用的继续有效。请告诉乡镇卫生院。",
    "pack_older_than_in_force": "这个 {pack} 签名的时间比现用的早，没有启用，现用的继续有效。请向县里要最新的一份。",
    "pack_of_another_region": "{pack} 与本卫生院现用的 {answers} 没有继承关系，没有启用。请核对是不是本地的政策包。",
    "pack_package_not_readable": "这不是县里签名的政策包文件，或内容不完整，没有启用，原有政策包继续有效。请向县里重新索取。",
    "pack_package_too_large": "政策包太大，没有签名。请减少案例或拆开说明。",
    "pack_path_not_usable": "政策包里的文件名 {file} 不能用，没有签名。文件名请只用英文字母、数字、点、横线和下划线。",
    "pack_versions_of_two_packs": "给出的文件夹不是同一个政策包的几个版本，没有签名。请每次只签一个政策包。",
    "pack_without_cases": "政策包 {pack} 没有案例，没有采用。请先写好案例。",
    "pack_fails_its_cases": "政策包 {pack} 的 {cases} 个案例有 {failed} 个没有通过（第一个是 {first}），没有采用，"
    "原有政策包继续有效。请用 policy check 查看。",
    "package_not_written": "签名后的文件 {file} 写不下来，没有写出。请检查位置和空间。",
}
