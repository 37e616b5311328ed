"""Chinese surnames: which there are, and how they are read where the surname's reading is not the usual one.

The single and compound surnames are those of 百家姓 (Song dynasty, public domain) and others common today.
"""

SINGLE = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐"
    "费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁"
    "杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙"
    "叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴郁胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农"
    "温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空"
    "曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公"
    "肖闫付代佟岳区朴展原晋丘铁苑黑盘雒冼揭逢漆仝薄但钊邸修佘佴海墨哈谯笪年爱阳商牟伯赏南官仉督归洛帅缑亢况有琴迟尧禚门隋栗苟鹿庹粟訚"
    "逄闪战甯芦刑覃仵危宛位吾尉伊占邝邹候兰初次崇敬柳底蹇衣战撒税巨由折来才字英苌线信兀楚车斯扎沐虎豆玉树赫青生旦才格昂拉洛西罕仓央"
)
COMPOUND = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 夏侯 万俟 闻人 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 轩辕 钟离 鲜于 闾丘 司徒 司空 亓官 司寇 "
    "颛孙 端木 巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父 谷梁 段干 百里 东郭 南门 呼延 羊舌 微生 梁丘 左丘 东门 西门 南宫 第五 公羊 独孤 纳兰 完颜 叶赫 那拉 耶律 贺兰 "
    "哥舒 太史 刘付 范姜 张简 欧陽 東方 諸葛 司馬 長孫 尉遲 夏侯 東郭".split()
)
READ = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "朴": "piao", "区": "ou", "翟": "zhai", "盖": "ge", "乐": "yue",
    "任": "ren", "华": "hua", "尉": "wei", "宁": "ning", "甯": "ning", "缪": "miao", "繁": "po", "冼": "xian", "洗": "xian", "覃": "qin", "员": "yun",
    "折": "she", "黑": "he", "秘": "bi", "那": "na", "能": "nai", "哈": "ha", "召": "shao", "种": "chong", "重": "chong", "逄": "pang", "郇": "xun",
    "晁": "chao", "晟": "cheng", "车": "che", "薄": "bo", "柏": "bai", "曲": "qu", "应": "ying", "沈": "shen", "俞": "yu", "臧": "zang", "祭": "zhai",
    "隗": "wei", "卜": "bu", "牟": "mou", "佴": "nai", "乜": "nie", "厍": "she", "仝": "tong", "郗": "xi", "於": "yu", "钭": "tou", "瞿": "qu",
    "谌": "chen", "谯": "qiao", "宓": "mi", "郏": "jia", "莘": "shen", "邰": "tai", "幺": "yao", "长": "chang", "褚": "chu", "燕": "yan", "万": "wan",
    "万俟": "moqi", "尉迟": "yuchi", "长孙": "zhangsun", "单于": "chanyu", "澹台": "tantai", "乐正": "yuezheng", "亓官": "qiguan", "令狐": "linghu",
    "鲜于": "xianyu", "皇甫": "huangfu", "贺兰": "helan", "那拉": "nala", "叶赫": "yehe", "拓跋": "tuoba", "宰父": "zaifu", "夹谷": "jiagu",
}  # fmt: skip


def surname_of(han: str) -> str:
    """Return the surname at the front of a name in Chinese characters, "" where it begins with none.

    >>> surname_of("欧阳修"), surname_of("张三"), surname_of("欧阳"), surname_of("阿卜杜拉")
    ('欧阳', '张', '欧阳', '')
    """
    if han[:2] in COMPOUND:
        return han[:2]
    return han[:1] if han[:1] in SINGLE else ""


def reading_of(surname: str) -> str:
    """Return the toneless reading of a surname where it has one of its own, else ""."""
    return READ.get(surname, "")
