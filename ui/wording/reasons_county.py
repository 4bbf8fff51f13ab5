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
}
