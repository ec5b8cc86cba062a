"""Makes random names, so that people can talk before they choose a name, in each language of the page. Pure."""

import secrets
from typing import Final

from service.text.languages import preferred

# Every adjective of a language agrees with every animal, and every combination is a valid name.
_EN: Final = (
    "{adjective} {animal}",
    "Amber Brave Brisk Bright Calm Clever Cosy Curious Dapper Eager Fair Fleet Gentle Glad Golden Happy Honest Jolly "
    "Keen Kind Lively Lucky Mellow Merry Nimble Noble Plucky Proud Quick Quiet Sunny Swift",
    "Badger Bear Beaver Bison Crane Deer Dolphin Eagle Falcon Finch Fox Gecko Hare Hedgehog Heron Ibis Jay Koala Lark "
    "Lynx Marten Mole Otter Owl Panda Puffin Raven Robin Seal Swan Tiger Wren",
)
_DE: Final = (
    "{adjective} {animal}",
    "Edler Eifriger Emsiger Fairer Feiner Fideler Flinker Flotter Freier Frischer Froher Goldener Heiterer Heller "
    "Kecker Kluger Kühner Leiser Lieber Lustiger Munterer Mutiger Netter Ruhiger Sanfter Schlauer Schneller Sonniger "
    "Stolzer Treuer Wacher Zarter",
    "Adler Biber Bussard Bär Dachs Delfin Elch Falke Fuchs Gecko Hase Hirsch Igel Koala Kolibri Kranich Luchs Marder "
    "Maulwurf Otter Panda Papagei Pinguin Rabe Reiher Schwan Specht Storch Tiger Wal Wolf Zeisig",
)
_FR: Final = (
    "{animal} {adjective}",
    "Agile Aimable Alerte Ardent Brave Calme Chanceux Charmant Curieux Discret Doré Doux Enjoué Fier Fringant Gai "
    "Gentil Habile Hardi Honnête Joyeux Loyal Malin Noble Radieux Rapide Rêveur Sage Serein Souriant Tranquille Vif",
    "Aigle Bison Blaireau Castor Cerf Chamois Colibri Corbeau Cygne Dauphin Faucon Gecko Geai Hibou Héron Hérisson "
    "Ibis Koala Lapin Loup Lynx Lièvre Merle Ours Panda Phoque Pingouin Pinson Renard Tigre Écureuil Élan",
)
_ES: Final = (
    "{animal} {adjective}",
    "Alegre Amable Astuto Audaz Bravo Brillante Calmado Contento Cordial Curioso Despierto Discreto Dorado Elegante "
    "Fiel Firme Gentil Honesto Justo Leal Listo Noble Risueño Sabio Sereno Simpático Soñador Tranquilo Valiente Veloz "
    "Vivaz Ágil",
    "Alce Bisonte Búho Castor Ciervo Cisne Colibrí Conejo Cuervo Delfín Erizo Flamenco Gecko Gorrión Halcón Jaguar "
    "Jilguero Koala Lince Lobo Mapache Mirlo Oso Panda Pelícano Pingüino Puma Ruiseñor Tejón Tigre Tucán Zorro",
)
_ZH: Final = (
    "{adjective}{animal}",
    "乐观的 从容的 优雅的 俏皮的 勇敢的 友好的 可爱的 善良的 坚定的 大方的 好奇的 安静的 幸运的 开朗的 快乐的 悠闲的 "
    "敏捷的 明亮的 "
    "机灵的 沉稳的 活泼的 温柔的 灵巧的 热心的 爽朗的 聪明的 诚实的 金色的 阳光的 飞快的 骄傲的 高贵的",
    "仙鹤 企鹅 刺猬 天鹅 小狼 小熊 山猫 斑马 松鼠 梅花鹿 水獭 河马 海狸 海豚 海豹 海鸥 燕子 狐狸 猎豹 猫头鹰 熊猫 白鹭 "
    "知更鸟 羊驼 羚羊 翠鸟 考拉 野兔 雄鹰 雪豹 鲸鱼 鹦鹉",
)
_AR: Final = (
    "{animal} {adjective}",
    "أمين أنيق باسم بارع بشوش حكيم ذكي رشيق رقيق سريع سعيد شجاع صادق صبور طيب ظريف "
    "فخور فضولي كريم لامع لطيف ماهر متفائل مرح مشرق مغامر نبيل نشيط هادئ واثق ودود وفي",
    "أرنب أسد باندا ببغاء بجع بطريق بلبل ثعلب جمل حسون حصان حوت دب دلفين ذئب سنجاب "
    "صقر طاووس عصفور عقاب غزال فهد قنفذ قندس كروان كناري كنغر كوالا نسر نمر هدهد وشق",
)
WORDS: Final = {
    language: (form, adjectives.split(), animals.split())
    for language, (form, adjectives, animals) in {
        "en": _EN, "de": _DE, "fr": _FR, "es": _ES, "zh": _ZH, "ar": _AR,
    }.items()
}  # fmt: skip
"""The form, the adjectives and the animals of each language."""


def random_name(accept_language: str = "") -> str:
    """Returns a name, such as "Brisk Otter", in the language that the header of the browser prefers."""
    form, adjectives, animals = WORDS[preferred(accept_language, WORDS)]
    return form.format(adjective=secrets.choice(adjectives), animal=secrets.choice(animals))
