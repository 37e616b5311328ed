"""Words from which invented people are made. Frequent surnames and given names in random combination: nobody is meant."""

SURNAMES = """
王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 高gao 林lin 罗luo
郑zheng 梁liang 谢xie 宋song 唐tang 许xu 韩han 冯feng 邓deng 曹cao 彭peng 曾zeng 肖xiao 田tian 董dong 袁yuan 潘pan 于yu 蒋jiang
蔡cai 余yu 杜du 叶ye 程cheng 苏su 魏wei 吕lv 丁ding 任ren 沈shen 姚yao 卢lu 姜jiang 崔cui 钟zhong 谭tan 陆lu 汪wang 范fan 金jin
石shi 廖liao 贾jia 夏xia 韦wei 付fu 方fang 白bai 邹zou 孟meng 熊xiong 秦qin 邱qiu 江jiang 尹yin 薛xue 闫yan 段duan 雷lei 侯hou
龙long 史shi 陶tao 黎li 贺he 顾gu 毛mao 郝hao 龚gong 邵shao 万wan 钱qian 严yan 覃qin 武wu 戴dai 莫mo 孔kong 向xiang 汤tang
欧阳ouyang 司马sima 上官shangguan 诸葛zhuge 慕容murong
"""

GIVEN = """
伟wei 玮wei 炜wei 静jing 婧jing 靖jing 敏min 丽li 莉li 俐li 强qiang 磊lei 蕾lei 洋yang 阳yang 扬yang 艳yan 燕yan 雁yan 勇yong
永yong 军jun 君jun 钧jun 杰jie 洁jie 婕jie 娟juan 涛tao 韬tao 超chao 明ming 铭ming 霞xia 秀xiu 平ping 萍ping 刚gang 英ying 莹ying
瑛ying 华hua 玉yu 钰yu 裕yu 文wen 雯wen 辉hui 晖hui 红hong 虹hong 宏hong 鸿hong 建jian 健jian 晨chen 辰chen 佳jia 嘉jia 欣xin
鑫xin 昕xin 雨yu 宇yu 羽yu 婷ting 庭ting 博bo 波bo 浩hao 皓hao 昊hao 梓zi 紫zi 涵han 晗han 轩xuan 萱xuan 怡yi 仪yi 思si 斯si
瑞rui 睿rui 俊jun 峻jun 慧hui 惠hui 芳fang 琳lin 霖lin 倩qian 茜qian 丹dan 凤feng 峰feng 锋feng 春chun 梅mei 媚mei 志zhi 海hai
云yun 芸yun 飞fei 菲fei 龙long 亮liang 琴qin 勤qin 珍zhen 真zhen 兰lan 岚lan 国guo 庆qing 清qing 青qing 诚cheng 成cheng 远yuan
媛yuan 源yuan 悦yue 月yue 乐le 心xin 彤tong 桐tong 然ran 冉ran 泽ze 安an 宁ning 凝ning 可ke 珂ke 一yi 依yi 诗shi 诺nuo 曼man
"""

WESTERN_FIRST = [
    "James",
    "Mary",
    "Robert",
    "Patricia",
    "John",
    "Jennifer",
    "Michael",
    "Linda",
    "David",
    "Elizabeth",
    "William",
    "Barbara",
    "Richard",
    "Susan",
    "Joseph",
    "Jessica",
    "Thomas",
    "Sarah",
    "Daniel",
    "Karen",
    "Matthew",
    "Nancy",
    "Anthony",
    "Lisa",
    "Mark",
    "Betty",
    "Steven",
    "Sandra",
    "Paul",
    "Ashley",
    "Andrew",
    "Emily",
    "Joshua",
    "Kimberly",
    "Kevin",
    "Donna",
    "Brian",
    "Michelle",
    "George",
    "Carol",
    "Edward",
    "Amanda",
    "Ronald",
    "Melissa",
    "Timothy",
    "Deborah",
    "Jason",
    "Laura",
    "Jeffrey",
    "Rebecca",
    "Ryan",
    "Sharon",
    "Jacob",
    "Cynthia",
]
WESTERN_LAST = [
    "Smith",
    "Johnson",
    "Williams",
    "Brown",
    "Jones",
    "Miller",
    "Davis",
    "Wilson",
    "Anderson",
    "Taylor",
    "Moore",
    "Jackson",
    "Martin",
    "Lee",
    "Thompson",
    "White",
    "Harris",
    "Clark",
    "Lewis",
    "Robinson",
    "Walker",
    "Young",
    "Allen",
    "King",
    "Wright",
    "Scott",
    "Hill",
    "Green",
    "Adams",
    "Nelson",
    "Baker",
    "Hall",
    "Campbell",
    "Mitchell",
    "Carter",
    "Roberts",
    "Turner",
    "Phillips",
    "Evans",
    "Parker",
    "Edwards",
    "Collins",
    "Stewart",
    "Morris",
    "Murphy",
    "Cook",
    "Rogers",
    "Morgan",
    "Cooper",
    "Reed",
    "Bailey",
    "Kelly",
    "Howard",
    "Ward",
    "Cox",
]

PLACES = """
北京市,北京市,朝阳区,110105,100020
北京市,北京市,海淀区,110108,100080
上海市,上海市,浦东新区,310115,200120
上海市,上海市,徐汇区,310104,200030
天津市,天津市,南开区,120104,300100
重庆市,重庆市,沙坪坝区,500106,400030
广东省,深圳市,南山区,440305,518052
广东省,广州市,天河区,440106,510630
浙江省,杭州市,西湖区,330106,310013
浙江省,宁波市,鄞州区,330212,315100
江苏省,南京市,鼓楼区,320106,210009
江苏省,苏州市,昆山市,320583,215300
四川省,成都市,武侯区,510107,610041
湖北省,武汉市,洪山区,420111,430070
湖南省,长沙市,岳麓区,430104,410006
陕西省,西安市,雁塔区,610113,710061
山东省,青岛市,市南区,370202,266071
山东省,济南市,历下区,370102,250014
河南省,郑州市,金水区,410105,450003
福建省,厦门市,思明区,350203,361004
安徽省,合肥市,蜀山区,340104,230031
辽宁省,沈阳市,和平区,210102,110001
辽宁省,大连市,中山区,210202,116001
河北省,石家庄市,长安区,130102,050011
江西省,南昌市,东湖区,360102,330006
云南省,昆明市,五华区,530102,650021
广西壮族自治区,南宁市,青秀区,450103,530022
黑龙江省,哈尔滨市,南岗区,230103,150001
吉林省,长春市,朝阳区,220104,130012
贵州省,贵阳市,云岩区,520103,550001
"""

ROADS = [
    "人民路",
    "建设路",
    "文化路",
    "新华路",
    "迎宾路",
    "滨江路",
    "光明路",
    "幸福路",
    "学府路",
    "科技路",
    "锦绣路",
    "桃源路",
    "青年路",
    "兴业路",
    "康宁路",
    "望江路",
    "翠竹路",
    "丰收路",
    "友谊路",
    "曙光路",
]
SHOPS = [
    "云杉",
    "蓝橡",
    "青禾",
    "拾光",
    "远岫",
    "恒汐",
    "木棉",
    "晴川",
    "北辰",
    "南乔",
    "松果",
    "鹿鸣",
    "知微",
    "星野",
    "白露",
    "半夏",
    "朴石",
    "溪谷",
    "野望",
    "听澜",
]
TRADES = ["商贸", "科技", "餐饮管理", "服饰", "建材", "文化传播", "电子", "食品", "家居", "物流"]
PRODUCTS = [
    "保温杯",
    "蓝牙耳机",
    "真丝围巾",
    "乌龙茶礼盒",
    "护手霜套装",
    "羊毛毯",
    "香薰蜡烛",
    "帆布背包",
    "陶瓷餐具",
    "台灯",
    "跑步鞋",
    "坚果礼盒",
]
STREETS = [
    "Elm Street",
    "Oak Avenue",
    "Maple Drive",
    "Cedar Lane",
    "Pine Road",
    "Birch Court",
    "Willow Way",
    "Chestnut Street",
]
TOWNS = [
    "Springfield, IL 62701",
    "Riverside, CA 92501",
    "Franklin, TN 37064",
    "Greenville, SC 29601",
    "Madison, WI 53703",
]
FIRMS = [
    "Northwind Traders",
    "Blue Heron Foods",
    "Granite Peak Supply",
    "Harbor Light Books",
    "Silver Birch Design",
    "Red Kite Travel",
]

# 134–199 without those ending in 0; followed by 0000, a subscriber block that is not given out, a number is plainly invented
MOBILE_HEADS = [
    "135",
    "136",
    "137",
    "138",
    "139",
    "147",
    "151",
    "152",
    "157",
    "158",
    "159",
    "178",
    "182",
    "183",
    "187",
    "188",
    "198",
    "131",
    "132",
    "155",
    "156",
    "166",
    "176",
    "185",
    "186",
    "133",
    "153",
    "173",
    "177",
    "181",
    "189",
    "191",
    "199",
]
MAIL_HOSTS = ("example.com", "example.cn", "example.org", "mail.example.com", "163.com", "qq.com", "126.com")
NOTES = ("", "", "", "老客户", "喜欢喝茶", "已寄样品", "朋友介绍", "周末联系", "需要发票", "生日送券")
