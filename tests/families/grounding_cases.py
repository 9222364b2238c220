"""Papers, and sentences about them that should stand or fall; each is so by construction."""

import re
from collections.abc import Sequence

from assistant.types import Brief
from vectorstore.types import Entry, Hit, Mismatch, Passage


def entry(key: str, title: str, abstract: str, **facts: object) -> Entry:
    defaults = {"venue": "ICLR 2026", "year": 2026, "kind": "Poster", "topics": ("clinical prediction",)}
    return Entry(key=key, title=title, text=f"{title}\n\n{abstract}", **{**defaults, **facts})  # type: ignore[arg-type]


THINK = entry(
    "medthinkvqa-2026",
    "多图像医学思维",
    "We introduce MedThinkVQA, an expert-annotated benchmark for thinking with multiple images. The dataset "
    "contains 10,067 cases, including 720 test cases, with an average of 6.68 images per case, substantially "
    "denser than prior work (earlier maxima ≤ 1.43). On the test set, the best closed-source models, "
    "Claude-4.6-opus, Gemini-3-pro, and GPT-5.2-xhigh, achieve only 54.9%–57.2% accuracy, while smaller "
    "proprietary variants, GPT-5-mini/nano, drop to 39.7% and 30.8%.",
    name="MedThinkVQA",
    topics=("clinical NLP",),
)
MNEMO = entry(
    "mnemodyn-2026",
    "MnemoDyn:从 4 万条 fMRI 序列学习静息态动力学",
    "We present a dynamical-systems based model for resting-state functional magnetic resonance imaging "
    "(rs-fMRI), trained on a dataset of roughly 40K rs-fMRI sequences covering a wide variety of public and "
    "available-by-permission datasets. While most existing proposals use transformer backbones, we utilize "
    "multi-resolution temporal modeling of the dynamics across parcellated brain regions. We show that "
    "MnemoDyn is compute efficient and generalizes very well across diverse populations and scanning "
    "protocols.",
    name="MnemoDyn",
)
DISTIL = entry(
    "d24fad-2026",
    "面向少样本异常检测的双重蒸馏",
    "We introduce D²4FAD, a novel dual distillation framework for few-shot anomaly detection that identifies "
    "anomalies in previously unseen tasks using only a small number of normal reference images. The "
    "clinicians’ “gold standard” comprises 2,000 expert evaluations by two raters, distilling 10⁷ "
    "alignment scores and achieving up to 11% improvement in Cohen’s Kappa within 24 hours. "
    "Existing methods do not evaluate models on real patient questions.",
    name="D²4FAD",
    links=("https://github.com/ttttqz/D24FAD",),
)
CHINESE = entry(
    "ecg-zh-2025",
    "面向心电图的基础模型基准",
    "我们在 12 个公开数据集上系统评估了八个心电图基础模型,共包含 1,650 个回归目标。微调后的模型准确率提高了"
    "百分之十一,但在两千名患者的外部队列上没有提高召回率。",
    year=2025,
    venue="",
)
CROSSED = entry(
    "neural-medbench-title-2026",
    "超越分类准确率:Neural-MedBench 与深层推理基准的必要性",
    "Epilepsy affects over 50 million people worldwide, and one-third of patients suffer drug-resistant "
    "seizures where surgery offers the best chance of seizure freedom.",
    name="",
    mismatch=Mismatch("Neural-MedBench", "Omni-iEEG", "neural-medbench-2026"),
    links=("https://omni-ieeg.github.io/omni-ieeg/", "https://github.com/Omni-iEEG/Omni-iEEG"),
)
UNSHOWN = "Body composition analysis through CT and MRI imaging provides critical insights."
ENTRIES = (THINK, MNEMO, DISTIL, CHINESE, CROSSED)


def brief(entries: Sequence[Entry] = ENTRIES) -> Brief:
    """Every sentence of the abstracts is shown as a passage of its own."""
    passages = [
        Passage(e.key, e.body_start + m.start(), e.body_start + m.end(), m.group())
        for e in entries
        for m in re.finditer(r"[^。]+?(?:\.(?=\s|$)|。|$)(?<=\S)", e.abstract)
        if m.group().strip()
    ]
    return Brief("?", "en", tuple(Hit(e, 1.0, ()) for e in entries), tuple(passages))


BRIEF = brief()
CASES_QUOTE = (
    "The dataset contains 10,067 cases, including 720 test cases, with an average of 6.68 images per case"
)
SCORES_QUOTE = (
    "achieve only 54.9%–57.2% accuracy, while smaller proprietary variants, GPT-5-mini/nano, drop to 39.7%"
)
MODELS_QUOTE = "the best closed-source models, Claude-4.6-opus, Gemini-3-pro, and GPT-5.2-xhigh, achieve only"
TRAINED_QUOTE = "trained on a dataset of roughly 40K rs-fMRI sequences"
EFFICIENT_QUOTE = "MnemoDyn is compute efficient and generalizes very well across diverse populations"
KAPPA_QUOTE = (
    "distilling 10⁷ alignment scores and achieving up to 11% improvement in Cohen’s Kappa within 24 hours"
)
RATERS_QUOTE = "comprises 2,000 expert evaluations by two raters"
DUAL_QUOTE = "a novel dual distillation framework for few-shot anomaly detection"
EVALUATE_QUOTE = "Existing methods do not evaluate models on real patient questions."
ZH_QUOTE = "我们在 12 个公开数据集上系统评估了八个心电图基础模型,共包含 1,650 个回归目标"
ZH_GAIN_QUOTE = "微调后的模型准确率提高了百分之十一"
ZH_COHORT_QUOTE = "但在两千名患者的外部队列上没有提高召回率"
EPILEPSY_QUOTE = "Epilepsy affects over 50 million people worldwide, and one-third of patients suffer"

T, M, D, Z, X = (e.key for e in ENTRIES)
GOOD = [
    ("MedThinkVQA contains 10,067 cases, of which 720 are for testing.", [(T, CASES_QUOTE)]),
    ("MedThinkVQA 共有 10067 个病例,每例平均 6.68 张图像。", [(T, CASES_QUOTE)]),
    ("MedThinkVQA 收录 １０，０６７ 个病例。", [(T, CASES_QUOTE)]),
    ("最好的闭源模型准确率只有 54.9%–57.2%。", [(T, SCORES_QUOTE)]),
    ("The best closed models reach 54.9 to 57.2% and GPT-5-mini falls to 39.7 percent.", [(T, SCORES_QUOTE)]),
    ("Even Claude-4.6-opus and GPT-5.2-xhigh are among the best models.", [(T, MODELS_QUOTE)]),
    ("MnemoDyn was trained on about 40,000 rs-fMRI sequences.", [(M, TRAINED_QUOTE)]),
    ("MnemoDyn 用约 4 万条 rs-fMRI 序列训练。", [(M, TRAINED_QUOTE)]),
    ("MnemoDyn 用约四万条 fMRI 序列训练。", [(M, TRAINED_QUOTE), (M, "resting-state functional magnetic")]),
    ("MnemoDyn is efficient [mnemodyn-2026].", [(M, EFFICIENT_QUOTE)]),
    ("MnemoDyn is efficient【mnemodyn-2026】。", [(M, EFFICIENT_QUOTE)]),
    ("MnemoDyn is efficient (mnemodyn-2026, medthinkvqa-2026).", [(M, EFFICIENT_QUOTE)]),
    ("MnemoDyn is efficient [1,99][3-5].", [(M, EFFICIENT_QUOTE)]),
    ("**MnemoDyn** generalizes well across populations.", [(M, EFFICIENT_QUOTE.upper())]),
    ("MnemoDyn generalizes well.", [("[mnemodyn-2026]", EFFICIENT_QUOTE + ".")]),
    ("You can use it across diverse populations.", [(M, EFFICIENT_QUOTE)]),
    ("It scales well to other scanners.", [(M, "diverse populations  and scanning\nprotocols")]),
    ("It reports up to 11% better Kappa within 24 hours.", [(D, KAPPA_QUOTE.replace("’", "'"))]),
    ("Kappa 最多提高 11%,用时 24 小时。", [(D, KAPPA_QUOTE)]),
    ("It distils 10^7 scores.", [(D, KAPPA_QUOTE)]),
    ("它提炼出 1000 万个对齐分数。", [(D, KAPPA_QUOTE)]),
    ("两位评估者给出了两千条专家评价。", [(D, RATERS_QUOTE)]),
    ("Its two raters gave 2000 evaluations.", [(D, RATERS_QUOTE)]),
    ("D24FAD distils knowledge.", [(D, DUAL_QUOTE)]),
    ("The code is at https://github.com/ttttqz/D24FAD.", [(D, DISTIL.title)]),
    ("代码见 [仓库](https://github.com/ttttqz/D24FAD)。", [(D, DISTIL.title)]),
    ("D²4FAD is an ICLR 2026 poster under clinical prediction.", [(D, DISTIL.title)]),
    ("Two papers deal with medical images and fMRI.", [(D, DUAL_QUOTE), (M, TRAINED_QUOTE)]),
    ("两篇论文分别研究异常检测与 fMRI。", [(D, DUAL_QUOTE), (M, TRAINED_QUOTE)]),
    ("现有方法没有用真实的患者问题评估模型。", [(D, EVALUATE_QUOTE)]),
    ("Existing methods do not evaluate models on patient questions.", [(D, EVALUATE_QUOTE)]),
    ("该工作在 12 个数据集上评估了 8 个心电图模型。", [(Z, ZH_QUOTE)]),
    ("It evaluates eight models with 1,650 targets.", [(Z, ZH_QUOTE)]),
    ("Accuracy rose by 11%.", [(Z, ZH_GAIN_QUOTE)]),
    ("外部队列有 2000 名患者。", [(Z, ZH_COHORT_QUOTE)]),
    ("Epilepsy affects more than 50 million people.", [(X, EPILEPSY_QUOTE)]),
    ("癫痫影响超过 5000 万人,其中三分之一耐药。", [(X, EPILEPSY_QUOTE)]),
    (f"《{CROSSED.title}》也在列。", [(X, CROSSED.title)]),
    ("One of the sets is for testing.", [(T, CASES_QUOTE)]),
    ("Others use transformers.", [(M, "datasets. While most existing proposals use")]),
    ("MnemoDyn generalizes, with one bad quote.", [(M, EFFICIENT_QUOTE), (M, "words nobody wrote there")]),
    ("1. A list item about MnemoDyn", [(M, EFFICIENT_QUOTE)]),
    ("The MRI model covers many datasets.", [(M, "magnetic resonance imaging (rs-fMRI), trained on")]),
]  # fmt: skip
BAD = [
    ("Ten Days and Five Percent of them are missing.", [(M, EFFICIENT_QUOTE)]),
    ("Quotes must be there.", []),
    ("   ", [(M, EFFICIENT_QUOTE)]),
    ("A key that was never shown.", [("abdctbench-2026", UNSHOWN)]),
    ("A position is no key.", [("99", EFFICIENT_QUOTE)]),
    ("A key is missing.", [("", EFFICIENT_QUOTE)]),
    ("An empty quote.", [(M, "")]),
    ("A quote of spaces.", [(M, "  \n ")]),
    ("A quote of one word.", [(M, "MnemoDyn")]),
    ("A quote of two words.", [(M, "compute efficient")]),
    ("太短的引文。", [(Z, "基础模型")]),
    ("A quote of another paper.", [(T, EFFICIENT_QUOTE)]),
    ("A paraphrase.", [(M, "MnemoDyn is computationally efficient and generalizes well")]),
    ("Words left out.", [(M, "MnemoDyn is compute efficient and generalizes across diverse populations")]),
    ("An ellipsis.", [(M, "MnemoDyn is compute efficient ... across diverse populations")]),
    ("A digit altered.", [(T, CASES_QUOTE.replace("10,067", "10,068"))]),
    ("A sign dropped.", [(T, "denser than prior work (earlier maxima 1.43)")]),
    ("A power flattened.", [(D, KAPPA_QUOTE.replace("10⁷", "107"))]),
    ("A unit dropped.", [(D, KAPPA_QUOTE.replace("11%", "11"))]),
    ("一个字不同。", [(Z, ZH_QUOTE.replace("八", "九"))]),
    ("A quote that cuts a number.", [(T, "067 cases, including 720 test cases")]),
    ("A quote that ends inside a number.", [(T, "The dataset contains 10,067 cases, including 72")]),
    ("A quote that cuts a percent sign.", [(T, "GPT-5-mini/nano, drop to 39.7")]),
    ("A quote that cuts a range.", [(T, "57.2% accuracy, while smaller proprietary variants")]),
    ("A quote that cuts a word.", [(M, "neralizes very well across diverse populations")]),
    ("A quote that cuts a name.", [(M, "fMRI sequences covering a wide variety of public")]),
    ("A quote that cuts a multiplier.", [(X, "Epilepsy affects over 50")]),
    ("截断数字的引文。", [(Z, "千名患者的外部队列上没有提高召回率")]),
    ("It has 10,068 cases.", [(T, CASES_QUOTE)]),
    ("它有一万多例,共 10,076 个病例。", [(T, CASES_QUOTE)]),
    ("It has 720% of the cases.", [(T, CASES_QUOTE)]),
    ("Accuracy is 54.9 points above chance, at 57.3%.", [(T, SCORES_QUOTE)]),
    ("Accuracy rose by 11 percentage points.", [(D, KAPPA_QUOTE)]),
    ("准确率提高 11 个百分点。", [(D, KAPPA_QUOTE)]),
    ("It ran for 24 days.", [(D, KAPPA_QUOTE)]),
    ("It distils 107 scores.", [(D, KAPPA_QUOTE)]),
    ("Kappa drops by -11%.", [(D, KAPPA_QUOTE)]),
    ("MnemoDyn saw about 40 sequences.", [(M, TRAINED_QUOTE)]),
    ("MnemoDyn saw about 400K sequences.", [(M, TRAINED_QUOTE)]),
    ("MnemoDyn 用约 40 万条序列训练。", [(M, TRAINED_QUOTE)]),
    ("MnemoDyn 用约四千条序列训练。", [(M, TRAINED_QUOTE)]),
    ("Hundreds of raters took part.", [(D, RATERS_QUOTE)]),
    ("数百名评估者参与。", [(D, RATERS_QUOTE)]),
    ("Three raters took part.", [(D, RATERS_QUOTE)]),
    ("三位评估者参与。", [(D, RATERS_QUOTE)]),
    ("The three papers agree.", [(D, DUAL_QUOTE), (M, TRAINED_QUOTE)]),
    ("三篇论文都这样认为。", [(D, DUAL_QUOTE), (M, TRAINED_QUOTE)]),
    ("Half of the raters disagreed.", [(D, RATERS_QUOTE)]),
    ("It doubles the Kappa.", [(D, KAPPA_QUOTE)]),
    ("It was published in 2024.", [(D, DISTIL.title)]),
    ("It is a NeurIPS paper.", [(D, DISTIL.title)]),
    ("GPT-5 drops to 39.7%.", [(T, SCORES_QUOTE)]),
    ("GPT-4.6-opus is among the best.", [(T, MODELS_QUOTE)]),
    ("In this test, Llama is among the best.", [(T, MODELS_QUOTE)]),
    ("Llama 的准确率最高。", [(T, MODELS_QUOTE)]),
    ("VeloxSeg is compute efficient.", [(M, EFFICIENT_QUOTE)]),
    ("It beats nnU-Net across populations.", [(M, EFFICIENT_QUOTE)]),
    ("It was built by Johnson-Lindenstrauss.", [(M, EFFICIENT_QUOTE)]),
    ("Code: https://evil.example/D24FAD", [(D, DISTIL.title)]),
    ("Code: https://github.com/ttttqz/D24FAD/../evil", [(D, DISTIL.title)]),
    ("Code: github.com/someone/else", [(D, DISTIL.title)]),
    ("See [MnemoDyn](https://github.com/ttttqz/D24FAD).", [(M, EFFICIENT_QUOTE)]),
    ("See [here](javascript:alert(1)).", [(M, EFFICIENT_QUOTE)]),
    ("See [**x** [y](https://evil.example)](https://evil.example).", [(M, EFFICIENT_QUOTE)]),
    ("MnemoDyn is not compute efficient.", [(M, EFFICIENT_QUOTE)]),
    ("Existing methods evaluate models on real patient questions.", [(D, EVALUATE_QUOTE)]),
    ("You should use no model that is less compute efficient.", [(M, EFFICIENT_QUOTE)]),
    ("请务必使用高效的模型。", [(M, EFFICIENT_QUOTE)]),
    ("Neural-MedBench is about epilepsy.", [(X, EPILEPSY_QUOTE)]),
    ("Neural-MedBench is about epilepsy.", [(X, EPILEPSY_QUOTE), (X, CROSSED.title)]),
    ("Neural-MedBench is about epilepsy.", [(X, CROSSED.title)]),
    (
        "A title and an abstract are no one quote.",
        [(M, MNEMO.title + " We present a dynamical-systems based")],
    ),
]
